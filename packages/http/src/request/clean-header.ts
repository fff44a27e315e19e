const longestUserAgent = 512;
// Control characters, invisible format characters (bidi overrides among them) and line separators.
const deceptive = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A header that is safe to show: well formed, without control or format characters; nothing where nothing is left. */
export function cleanHeader(header: string): string | undefined {
  const shown = header.replace(deceptive, '').trim().toWellFormed();
  return shown === '' ? undefined : shown;
}

/** A User-Agent header that is safe to show, at most 512 characters of it. */
export function cleanUserAgent(header: string | undefined): string | undefined {
  return header === undefined
    ? undefined
    : cleanHeader(header.slice(0, 4 * longestUserAgent))
        ?.slice(0, longestUserAgent)
        .toWellFormed();
}

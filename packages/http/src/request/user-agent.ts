const longest = 512;
// Control characters, invisible format characters (bidi overrides among them) and line separators.
const deceptive = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A User-Agent header that is safe to show: at most 512 characters, well formed, without control or format characters. */
export function cleanUserAgent(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const shown = header
    .slice(0, 4 * longest)
    .replace(deceptive, '')
    .trim()
    .slice(0, longest)
    .toWellFormed();
  return shown === '' ? undefined : shown;
}

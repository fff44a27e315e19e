export const space = 0x20;

export function isBlank(code: number): boolean {
  return code === space || code === 0x09 || code === 0xa0;
}

/** Quotation marks, also escaped and typographic ones. */
export function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27 || code === 0x60 || (code >= 0x2018 && code <= 0x201f);
}

export function isGap(code: number): boolean {
  return isBlank(code) || isLineEnd(code) || isQuote(code) || code === 0x5c;
}

export function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

/** Letters, digits and what joins them in names: `user[password]`, `db.password`, `%5Bpin%5D`, `pass\u0077ord`. */
export function isNameCharacter(code: number): boolean {
  if (code >= 0x80) return !isQuote(code) && code !== 0xa0 && code !== 0xff1a && code !== 0xff1d;
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    [0x24, 0x25, 0x2d, 0x2e, 0x40, 0x5b, 0x5c, 0x5d, 0x5f].includes(code)
  );
}

/** A letter of English. */
export function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

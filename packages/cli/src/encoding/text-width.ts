const nothing = /^[\p{Mn}\p{Me}\u200c\u200d]$/u;

// What terminals show in two columns: East Asian Wide and Fullwidth (Unicode Standard Annex 11), and emoji.
const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]$/u;

/** How many columns a terminal needs at most for a text that `visibleText` has written. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The same for one code point. */
export function characterWidth(character: string): number {
  // Asks for the emoji form of the character before it, which is one column wider.
  if (character === '\ufe0f') return 1;
  if (character < '\u0300') return 1;
  if (nothing.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

/** The characters of a text as people count them. */
export function splitCharacters(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** How many terminal columns a text takes. */
export function displayWidth(text: string): number {
  return splitCharacters(text).reduce((width, character) => width + (wide.test(character) ? 2 : 1), 0);
}

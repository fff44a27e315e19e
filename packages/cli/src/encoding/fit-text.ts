import { characterWidth, textWidth } from './text-width.js';

const ellipsis = '…';

/** Cuts a text to so many columns, with an ellipsis where something is missing; marks stay with their letters. */
export function fitText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let width = 1;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    kept += character;
  }
  return columns < 1 ? '' : `${kept}${ellipsis}`;
}

/** Fills a text with spaces up to so many columns. */
export function padText(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}

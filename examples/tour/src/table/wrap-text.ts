import { displayWidth, splitCharacters } from './display-width.js';

/** Breaks text into lines of at most `width` columns, between words where it can; nothing is left out. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => splitWord(each, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

// A word that no line can hold.
function splitWord(word: string, width: number): string[] {
  const pieces = [''];
  for (const character of splitCharacters(word)) {
    const piece = (pieces.at(-1) ?? '') + character;
    if (displayWidth(piece) <= width) pieces[pieces.length - 1] = piece;
    else pieces.push(character);
  }
  return pieces;
}

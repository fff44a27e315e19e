import { latinLookAlikes } from './latin-look-alikes.js';

/** A name as it is compared: compatibility forms, look-alikes, accents, invisible characters, case and separators removed. */
export interface FoldedName {
  readonly text: string;
  /** Where in `text` a word of the name begins or ends, both ends of the text included. */
  readonly boundaries: ReadonlySet<number>;
}

/** Longer than any name is; it bounds the time that a name from users' data can take. */
const longestName = 255;

/**
 * Folds a name; `undefined` for one of more than 255 characters. Words end at separators, at changes of case
 * (`userPin`, `PINCode`, `PINcode`) and between letters and digits; everything that is neither letter nor digit
 * separates.
 */
export function foldName(name: string): FoldedName | undefined {
  const letters = name.length > longestName ? name : plainLetters(name);
  // Asked after unfolding too: some characters unfold to many.
  if (letters.length > longestName) return undefined;
  const boundaries = new Set([0]);
  let text = '';
  let [beforeLast, last]: (CharacterKind | undefined)[] = [];
  let lastStart = 0;
  for (const character of letters) {
    const kind = kindOf(character);
    if (kind !== 'separator') {
      if (kind !== last && !(last === 'upper' && kind === 'lower')) boundaries.add(text.length);
      // The end of capitals is not told by the capitals: both places are.
      if (beforeLast === 'upper' && last === 'upper' && kind === 'lower') boundaries.add(lastStart).add(text.length);
      lastStart = text.length;
      text += character.toLowerCase();
    }
    [beforeLast, last] = [last, kind];
  }
  return { text, boundaries: boundaries.add(text.length) };
}

type CharacterKind = 'lower' | 'upper' | 'digit' | 'separator';

function kindOf(character: string): CharacterKind {
  if (character >= 'a' && character <= 'z') return 'lower';
  if (character >= 'A' && character <= 'Z') return 'upper';
  if (character >= '0' && character <= '9') return 'digit';
  if (character <= '\x7f') return 'separator';
  if (/\p{Lu}/u.test(character)) return 'upper';
  if (/\p{L}/u.test(character)) return 'lower';
  return /\p{N}/u.test(character) ? 'digit' : 'separator';
}

function plainLetters(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return name;
  return latinLookAlikes(name.normalize('NFKD').replace(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, ''));
}

import { foldName, type FoldedName } from './fold-name.js';
import type { RedactionOptions } from './redaction-options.js';
import { rememberNames } from '../json/remember-names.js';
import { harmlessWords, sensitiveParts, sensitiveWords } from './sensitive-names.js';

const shortestPart = 8;

const sensitivePart = new RegExp(sensitiveParts.join('|'));
const harmlessWord = new RegExp(harmlessWords.join('|'), 'g');

/**
 * A function that tells whether a name is sensitive. Names come from users' data, so time and memory are bounded: a
 * name of more than 255 characters counts as sensitive unread.
 */
export function matchSensitiveName(options: RedactionOptions): (name: string) => boolean {
  const denied = foldedTexts(options.deny);
  const deniedParts = denied.filter((name) => name.length >= shortestPart);
  const words = [...sensitiveWords, ...denied.filter((name) => name.length < shortestPart)];
  const allowed = new Set(foldedTexts(options.allow));

  function isSensitive(name: string): boolean {
    const folded = foldName(name);
    // Security: what is too long to be read is not kept.
    if (folded === undefined) return true;
    if (allowed.has(folded.text)) return false;
    if (sensitivePart.test(folded.text.replace(harmlessWord, ' '))) return true;
    return deniedParts.some((part) => folded.text.includes(part)) || words.some((word) => hasWord(folded, word));
  }

  return rememberNames(isSensitive);
}

/**
 * Whether a word stands in a name on its own or in the plural. Several words of the name may spell it: `c_v_v`,
 * `cvv2`.
 */
function hasWord({ text, boundaries }: FoldedName, word: string): boolean {
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + 1)) {
    const end = start + word.length;
    if (boundaries.has(start) && (boundaries.has(end) || (text[end] === 's' && boundaries.has(end + 1)))) return true;
  }
  return false;
}

function foldedTexts(names: readonly string[] = []): string[] {
  return names.flatMap((name) => foldName(name)?.text ?? []);
}

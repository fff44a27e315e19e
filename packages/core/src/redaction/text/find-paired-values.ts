import type { FoundSecret } from './found-secret.js';
import { closingBracket } from './value-behind.js';

/** An entry in a list of entries, as JSON or inspected: `[["password","…"]]`. */
const entry = /[[,]\s{0,8}\[\s{0,8}(\\{0,7})(["'])([^"'\\[\]]{1,128})\1\2\s{0,8},\s{0,8}/g;

/** Finds the values whose names stand before them in entries of a list; the rest of the entry is masked. */
export function findPairedValues(text: string, isSensitive: (name: string) => boolean): readonly FoundSecret[] {
  if (!text.includes('[')) return [];
  const found: FoundSecret[] = [];
  let reached = 0;
  for (const { index, 0: opening, 3: name = '' } of text.matchAll(entry)) {
    const start = index + opening.length;
    if (start < reached || !isSensitive(name)) continue;
    const bracket = index + opening.indexOf('[', 1);
    const end = closingBracket(text, bracket);
    reached = text[end - 1] === ']' ? end - 1 : end;
    found.push({ start, end: reached, secret: 'named-value' });
  }
  return found;
}

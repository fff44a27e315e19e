import type { FoundSecret } from './found-secret.js';
import { closingQuote } from './value-behind.js';

/** An option in a list of arguments, as JSON or inspected: `["run","--password","…"]`. */
const option = /(\\{0,7}["'])(--?[A-Za-z][\w-]{0,127})\1\s{0,8},(?:\\[nrt]|[\s+"'`\\]){1,24}/g;

/** Finds the arguments that are values of the options before them. */
export function findOptionValues(text: string, isSensitive: (name: string) => boolean): readonly FoundSecret[] {
  if (!text.includes('"-') && !text.includes("'-")) return [];
  const found: FoundSecret[] = [];
  let reached = 0;
  for (const { index, 0: opening, 1: quote = '', 2: name = '' } of text.matchAll(option)) {
    const start = index + opening.length;
    if (start < reached || !isSensitive(name)) continue;
    reached = closingQuote(text, start, quote);
    found.push({ start, end: reached, secret: 'named-value' });
  }
  return found;
}

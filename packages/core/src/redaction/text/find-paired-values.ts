import type { FoundSecret } from './found-secret.js';

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
    const end = text.indexOf(']', start);
    reached = end === -1 ? text.length : end;
    found.push({ start, end: reached, secret: 'named-value' });
  }
  return found;
}

/** An option in a list of arguments, as JSON or inspected: `["run","--password","…"]`. */
const option = /(\\{0,7}["'])(--?[A-Za-z][\w-]{0,127})\1\s{0,8},(?:\\[nrt]|[\s+"'`\\]){1,24}/g;

/** Finds the arguments that are values of the options before them. */
export function findOptionValues(text: string, isSensitive: (name: string) => boolean): readonly FoundSecret[] {
  if (!text.includes('-')) return [];
  const found: FoundSecret[] = [];
  let reached = 0;
  for (const { index, 0: opening, 1: quote = '', 2: name = '' } of text.matchAll(option)) {
    const start = index + opening.length;
    if (start < reached || !isSensitive(name)) continue;
    const end = text.indexOf(quote, start);
    reached = end === -1 ? text.length : end;
    found.push({ start, end: reached, secret: 'named-value' });
  }
  return found;
}

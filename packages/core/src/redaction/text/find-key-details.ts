import type { FoundSecret } from './found-secret.js';

/** The columns in the detail of PostgreSQL's error about a key: `Key (email, token)=(…) already exists.` */
const detail = /\(([^()]{1,256})\)=\(/g;
const end = /\)(?= (?:already exists|is |conflicts )|[.\s"'\\]*$)|[\r\n]/gm;

/** Finds the values of keys that PostgreSQL quotes in its errors, where one of their columns is sensitive. */
export function findKeyDetails(text: string, isSensitive: (name: string) => boolean): readonly FoundSecret[] {
  if (!text.includes(')=(')) return [];
  const found: FoundSecret[] = [];
  let reached = 0;
  for (const { index, 0: opening, 1: columns = '' } of text.matchAll(detail)) {
    if (index < reached || !columns.split(',').some((column) => isSensitive(column.trim().replaceAll('"', ''))))
      continue;
    const start = index + opening.length;
    end.lastIndex = start;
    reached = end.exec(text)?.index ?? text.length;
    found.push({ start, end: reached, secret: 'named-value' });
  }
  return found;
}

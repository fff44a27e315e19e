import { findNamedValues } from './find-named-values.js';
import type { FoundSecret } from './found-secret.js';

/** `{"` in base64 or base64url, at the beginning of a word. */
const encodedObject = /(?<![\w+/-])eyJ[\w+/-]{12,}={0,2}/g;

/** Finds JSON in base64 that holds a value under a sensitive name: it is masked as a whole. */
export function findEncodedJson(text: string, isSensitive: (name: string) => boolean): readonly FoundSecret[] {
  if (!text.includes('eyJ')) return [];
  return Array.from(text.matchAll(encodedObject), ({ index, 0: encoded }): FoundSecret[] => {
    const isSecret = findNamedValues(Buffer.from(encoded, 'base64').toString(), isSensitive).length > 0;
    return isSecret ? [{ start: index, end: index + encoded.length, secret: 'named-value' }] : [];
  }).flat();
}

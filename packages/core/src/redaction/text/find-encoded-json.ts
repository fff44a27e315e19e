import { findNamedValues } from './find-named-values.js';
import type { FoundSecret } from './found-secret.js';

/** The beginning of an object or a list in base64 or base64url, at the beginning of a word; MIME breaks its lines. */
const encodedObject = /(?<![\w+/-])(?:ey[AJ]|ew[0o]|W3[sA]|W1[sA]|Ww[0o])[\w+/-]{12,}(?:\r?\n[\w+/-]{4,})*={0,2}/g;
const mayBeEncoded = /ey[AJ]|ew[0o]|W[13][sA]|Ww[0o]/;

/** Finds JSON in base64 that holds a value under a sensitive name: it is masked as a whole. */
export function findEncodedJson(text: string, isSensitive: (name: string) => boolean): readonly FoundSecret[] {
  if (!mayBeEncoded.test(text)) return [];
  return Array.from(text.matchAll(encodedObject), ({ index, 0: encoded }): FoundSecret[] => {
    const isSecret = findNamedValues(Buffer.from(encoded, 'base64').toString(), isSensitive).length > 0;
    return isSecret ? [{ start: index, end: index + encoded.length, secret: 'named-value' }] : [];
  }).flat();
}

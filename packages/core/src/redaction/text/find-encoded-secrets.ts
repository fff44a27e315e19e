import { maskText } from '../../json/mask-text.js';
import type { FoundSecret } from './found-secret.js';

/** What forms and URLs write encoded: a part between their own marks. */
const part = /[^\s&?#="'<>,;]+/g;
const encodedBytes = /(?:%[0-9a-f]{2})+/gi;
/** A part may hold another form, encoded again. */
const deepest = 3;

/** Finds the encoded parts of a text whose content is secret, by `find`, and not masked yet; each is one secret. */
export function findEncodedSecrets(
  text: string,
  find: (text: string) => readonly FoundSecret[],
  depth = 1,
): readonly FoundSecret[] {
  // Where nothing is assigned, a plus is a plus.
  const hasSpaces = text.includes('=') && text.includes('+');
  if (!hasSpaces && !text.includes('%')) return [];
  return Array.from(text.matchAll(part), ({ index, 0: encoded }): readonly FoundSecret[] => {
    const spaced = hasSpaces ? encoded.replaceAll('+', ' ') : encoded;
    const decoded = spaced.replace(encodedBytes, decodeBytes);
    if (decoded === encoded) return [];
    const found =
      find(decoded).find(({ start, end }) => decoded.slice(start, end) !== maskText) ??
      (depth < deepest ? findEncodedSecrets(decoded, find, depth + 1)[0] : undefined);
    return found === undefined ? [] : [{ start: index, end: index + encoded.length, secret: found.secret }];
  }).flat();
}

/** Tolerant of what is no UTF-8, where decodeURIComponent throws. */
function decodeBytes(bytes: string): string {
  return Buffer.from(bytes.replaceAll('%', ''), 'hex').toString();
}

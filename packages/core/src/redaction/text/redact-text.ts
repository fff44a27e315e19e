import type { TextSecret } from '../../event/audit-event.js';
import { findCardNumbers } from './find-card-numbers.js';
import { findEncodedJson } from './find-encoded-json.js';
import { findKeyDetails } from './find-key-details.js';
import { findEncodedSecrets } from './find-encoded-secrets.js';
import { findNamedValues } from './find-named-values.js';
import { findOptionValues } from './find-option-values.js';
import { findPairedValues } from './find-paired-values.js';
import { findTokens } from './find-tokens.js';
import { findUrlCredentials } from './find-url-credentials.js';
import type { FoundSecret } from './found-secret.js';
import { maskText } from '../../json/mask-text.js';

/** A text without its secrets, and which kind the first of them was. */
export interface RedactedText {
  readonly text: string;
  readonly redaction: TextSecret;
}

const shortestSecret = 4;

/**
 * Masks the secrets in a text: values under sensitive names, card numbers, tokens, private keys, passwords of URLs.
 * Nothing where there are none. Time is linear.
 */
export function redactText(text: string, isSensitive: (name: string) => boolean): RedactedText | undefined {
  if (text.length < shortestSecret) return undefined;
  const plain = findSecrets(text, isSensitive);
  const masked = maskStretches(text, plain);
  // Security: there may be more that only decoding shows.
  const encoded = findEncodedSecrets(masked, (decoded) => findSecrets(decoded, isSensitive));
  const first = plain[0] ?? encoded[0];
  return first && { text: maskStretches(masked, encoded), redaction: first.secret };
}

const finders = [
  findNamedValues,
  findPairedValues,
  findOptionValues,
  findEncodedJson,
  findKeyDetails,
  findTokens,
  findUrlCredentials,
  findCardNumbers,
];
/** What every secret has that is no card number: a word, or what may hide one. Times and amounts have neither. */
const mayHoldMore = /[A-Za-z]{2}|[^\0-\x7f]|[%\\[("']|:\/\//;

function findSecrets(text: string, isSensitive: (name: string) => boolean): readonly FoundSecret[] {
  if (!mayHoldMore.test(text)) return findCardNumbers(text);
  const found: FoundSecret[] = [];
  for (const find of finders) {
    const more = find(text, isSensitive);
    if (more.length > 0) found.push(...more);
  }
  return found;
}

function maskStretches(text: string, found: readonly FoundSecret[]): string {
  if (found.length === 0) return text;
  const parts: string[] = [];
  let reached = 0;
  for (const { start, end } of found.toSorted((one, other) => one.start - other.start)) {
    // One that begins inside the last is part of what its mask stands for.
    if (start >= reached) parts.push(text.slice(reached, start), maskText);
    reached = Math.max(reached, end);
  }
  return parts.join('') + text.slice(reached);
}

import { createHmac } from 'node:crypto';
import { isProxy } from 'node:util/types';
import { builtInValue } from '../json/built-in-value.js';
import { bigIntText } from '../json/copy-text.js';
import { wellFormedText } from '../json/well-formed-text.js';
import type { SealedHashKey } from './hash-key.js';

/** Longer texts are no names, numbers or addresses; it bounds the time that hashing takes. */
const longestHashedText = 8_192;

/**
 * A value's digest under a key, as events have it: `hmac-sha256:<name of the key>:<base64url>`. Only single values have
 * one, by their text, so that 7, 7n and '7' are equal; objects, lists, NaN and very long texts have none.
 */
export function hashValue(value: unknown, { name, key }: SealedHashKey): string | undefined {
  const text = textOf(value);
  if (text === undefined || text.length > longestHashedText) return undefined;
  return `hmac-sha256:${name}:${createHmac('sha256', key).update(wellFormedText(text)).digest('base64url')}`;
}

function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined;
    case 'bigint':
      return bigIntText(value);
    case 'object':
      return value === null || isProxy(value) ? undefined : textOf(builtInValue(value, longestHashedText));
    default:
      return undefined;
  }
}

import type { Copying } from './copying.js';
import type { JsonValue } from './json-value.js';
import { limitBytes, limitCharacters } from './limit-text.js';
import { noteRedaction } from './member-redaction.js';

/** So much of a text is looked into: what is kept of it, and the rest of a secret that begins there. */
const textReadBeyondLimit = 4_096;
/** From here on a number has the thirteen digits of the shortest card number. */
const leastLongNumber = 1e12;
/** A shorter key holds no token. */
const shortestKeyRead = 12;
/** Writing a bigint in decimal takes time that grows with the square of its length. */
const largestBigInt = 2n ** 4096n;

/** A text without its secrets, limited. */
export function copyText(copying: Copying, text: string): string {
  const { stringBytes } = copying.limits;
  const longest = stringBytes + textReadBeyondLimit;
  const head = text.length > longest ? text.slice(0, longest) : text;
  const rewritten = rewriteText(copying, head);
  if (rewritten === undefined) return limitBytes(text, stringBytes);
  // Text that was read and hidden costs as much as text that is kept.
  copying.budget.charactersLeft -= Math.max(0, head.length - rewritten.length);
  // What has been hidden may have made room for what was cut off.
  return limitBytes(rewritten, stringBytes, head === text ? rewritten.length : text.length);
}

/** A key without its secrets, limited. */
export function copyKey(copying: Copying, name: string): string {
  const { keyCharacters } = copying.limits;
  const hidden = name.length < shortestKeyRead ? undefined : rewriteText(copying, name.slice(0, 2 * keyCharacters));
  return limitCharacters(hidden ?? name, keyCharacters);
}

/** A number as JSON has it; a mark for what it has not, and for a card's. */
export function copyNumber(copying: Copying, number: number): JsonValue {
  if (!Number.isFinite(number)) return `[${String(number)}]`;
  const isLong = Number.isInteger(number) && number >= leastLongNumber;
  // Adding 0 makes -0 a 0.
  return (isLong ? rewriteText(copying, String(number)) : undefined) ?? number + 0;
}

/** A bigint in decimal, or a mark for a very large one. */
export function bigIntText(value: bigint): string {
  return value < largestBigInt && value > -largestBigInt ? value.toString() : '[truncated: a very large bigint]';
}

function rewriteText(copying: Copying, text: string): string | undefined {
  const rewritten = copying.options.rewriteText?.(text);
  if (rewritten !== undefined) noteRedaction(copying, rewritten.redaction);
  return rewritten?.text;
}

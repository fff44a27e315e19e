import { isMap, isNativeError, isProxy, isSet } from 'node:util/types';
import type { Redaction } from '../event/audit-event.js';
import { builtInValue } from './built-in-value.js';
import { createCopyBudget, spendText, takeKey, type CopyBudget } from './copy-budget.js';
import { defaultJsonLimits, type JsonLimits } from './json-limits.js';
import { appendToPointer } from './json-pointer.js';
import type { JsonObject, JsonValue } from './json-value.js';
import { limitBytes, limitCharacters } from './limit-text.js';
import { maskText } from './mask-text.js';
import { isNamedMember, isNamingMember } from './naming-members.js';
import { proxyMark, readInheritedData, readOwnData, setOwnData } from './own-data.js';

/** A text that had something to hide, and what was done about it. */
export interface RewrittenText {
  readonly text: string;
  readonly redaction: Redaction;
}

/** What becomes of a member because of its name. */
export type MemberRedaction = 'drop' | 'mask';

/** How a value is copied. */
export interface CopyOptions {
  /** Default `defaultJsonLimits`. */
  readonly limits?: JsonLimits;
  /** What several copies share of the limits. Default: a budget of its own. */
  readonly budget?: CopyBudget;
  /** The JSON Pointer of the value itself. Default `''`. */
  readonly pointer?: string;
  /** Asked for every key of an object, before it is shortened, and for every key of a Map that becomes a string. */
  readonly policyOf?: (name: string) => MemberRedaction | undefined;
  /** Asked for every text, cut to `longestTextRead`, and every number of thirteen digits and more. */
  readonly rewriteText?: (text: string) => RewrittenText | undefined;
  /** Told what was left out or masked, by its JSON Pointer; a Map's dropped entry is named by its key. */
  readonly onRedacted?: (pointer: string, redaction: Redaction) => void;
}

/** So much of a text is looked into: what is kept of it, and the rest of a secret that begins there. */
const textReadBeyondLimit = 4_096;
/** From here on a number has the thirteen digits of the shortest card number. */
const leastLongNumber = 1e12;
/** A shorter key holds no token. */
const shortestKeyRead = 12;

interface Copying {
  readonly options: CopyOptions;
  readonly limits: JsonLimits;
  readonly budget: CopyBudget;
  readonly path: (string | number)[];
  readonly ancestors: object[];
}

/**
 * A copy of anything as well-formed, limited, redacted JSON; `undefined` only for `undefined`. It never throws, never
 * changes its input and never runs application code: getters, proxies, toJSON and inherited properties are not
 * followed. What JSON cannot hold becomes a mark: `[getter]`, `[proxy]`, `[circular]`, `[too deep]`, `[function]`,
 * `[symbol]`, `[NaN]`, `[invalid date]`, `[unreadable]`. Of two keys that are equal once shortened the later stays.
 * Time is bounded by the limits, except for listing an object's keys, which JavaScript cannot do in part.
 */
export function copyAsJson(value: unknown, options: CopyOptions = {}): JsonValue | undefined {
  if (value === undefined) return undefined;
  const limits = options.limits ?? defaultJsonLimits;
  const budget = options.budget ?? createCopyBudget(limits);
  return copyValue({ options, limits, budget, path: [], ancestors: [] }, value);
}

function copyValue(copying: Copying, value: unknown): JsonValue | undefined {
  if (value === undefined) return undefined;
  if (copying.budget.charactersLeft <= 0) return '[truncated]';
  switch (typeof value) {
    case 'string':
      return spendText(copying.budget, copyText(copying, value));
    case 'number':
      return copyNumber(copying, value);
    case 'boolean':
      return value;
    case 'bigint':
      return spendText(copying.budget, copyText(copying, bigIntText(value)));
    case 'symbol':
      return '[symbol]';
    case 'function':
      return isProxy(value) ? proxyMark : '[function]';
    default:
      return value === null ? null : copyObject(copying, value);
  }
}

function copyText(copying: Copying, text: string): string {
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

function rewriteText(copying: Copying, text: string): string | undefined {
  const rewritten = copying.options.rewriteText?.(text);
  if (rewritten !== undefined) noteRedaction(copying, rewritten.redaction);
  return rewritten?.text;
}

function copyNumber(copying: Copying, number: number): JsonValue {
  if (!Number.isFinite(number)) return `[${String(number)}]`;
  const isLong = Number.isInteger(number) && number >= leastLongNumber;
  // Adding 0 makes -0 a 0.
  return (isLong ? rewriteText(copying, String(number)) : undefined) ?? number + 0;
}

// Writing a bigint in decimal takes time that grows with the square of its length.
const largestBigInt = 2n ** 4096n;

function bigIntText(value: bigint): string {
  return value < largestBigInt && value > -largestBigInt ? value.toString() : '[truncated: a very large bigint]';
}

function copyObject(copying: Copying, object: object): JsonValue {
  const { path, ancestors, limits } = copying;
  const [steps, level] = [path.length, ancestors.length];
  try {
    if (isProxy(object)) return proxyMark;
    const isPlain = Array.isArray(object) || Object.getPrototypeOf(object) === Object.prototype;
    const value = isPlain ? undefined : builtInValue(object, limits.stringBytes);
    if (value !== undefined) return copyValue(copying, value) ?? null;
    if (ancestors.includes(object)) return '[circular]';
    ancestors.push(object);
    // A Map's entries are arrays inside an array.
    if (!isPlain && isMap(object)) ancestors.push(object);
    if (ancestors.length > limits.depth) return '[too deep]';
    return isPlain ? copyPlain(copying, object) : copyCollection(copying, object);
  } catch {
    return '[unreadable]';
  } finally {
    path.length = steps;
    ancestors.length = level;
  }
}

function copyPlain(copying: Copying, object: object): JsonValue {
  if (Array.isArray(object)) return copyArray(copying, object);
  return copyProperties(copying, Object.keys(object), (name) => readOwnData(object, name));
}

function copyCollection(copying: Copying, object: object): JsonValue {
  if (isMap(object)) return copyMap(copying, object);
  if (isSet(object)) return copySet(copying, object);
  if (isNativeError(object)) return copyError(copying, object);
  return copyPlain(copying, object);
}

function copyProperties(copying: Copying, names: readonly string[], read: (name: string) => unknown): JsonObject {
  const copy: Record<string, JsonValue> = {};
  // Looked for once: many members may hold what others name.
  let named: { readonly redaction: MemberRedaction | undefined } | undefined;
  for (const [index, name] of names.entries()) {
    if (!takeKey(copying.budget)) {
      setOwnData(copy, '[truncated]', `${String(names.length - index)} more keys`);
      break;
    }
    const value = read(name);
    if (value === undefined) continue;
    const key = spendText(copying.budget, copyKey(copying, name));
    let redaction = redactionOf(copying, name, value);
    if (redaction === undefined && isNamedMember(name)) {
      named ??= { redaction: redactionOfNamed(copying, names, read) };
      redaction = named.redaction;
    }
    copying.path.push(key);
    if (redaction !== undefined) noteRedaction(copying, redaction);
    if (redaction === 'mask') setOwnData(copy, key, maskText);
    if (redaction === undefined) setOwnData(copy, key, copyValue(copying, value) ?? null);
    copying.path.pop();
  }
  return copy;
}

function copyKey(copying: Copying, name: string): string {
  const { keyCharacters } = copying.limits;
  const hidden = name.length < shortestKeyRead ? undefined : rewriteText(copying, name.slice(0, 2 * keyCharacters));
  return limitCharacters(hidden ?? name, keyCharacters);
}

/** `{ name: 'password', value: '…' }`: one member names what another one holds. */
function redactionOfNamed(
  copying: Copying,
  names: readonly string[],
  read: (name: string) => unknown,
): MemberRedaction | undefined {
  const namings = names.filter(isNamingMember).map(read);
  return namings.map((name) => nameRedaction(copying, name)).find((redaction) => redaction !== undefined);
}

/** What becomes of a value that stands next to its name in an array: `['authorization', '…']`. */
function nameRedaction(copying: Copying, name: unknown): MemberRedaction | undefined {
  return typeof name === 'string' ? copying.options.policyOf?.(name) : undefined;
}

function redactionOf(copying: Copying, name: string, value: unknown): MemberRedaction | undefined {
  const redaction = copying.options.policyOf?.(name);
  return redaction === 'mask' && value === null ? undefined : redaction;
}

function noteRedaction(copying: Copying, redaction: Redaction): void {
  const { onRedacted, pointer = '' } = copying.options;
  onRedacted?.(copying.path.reduce<string>(appendToPointer, pointer), redaction);
}

function copyError(copying: Copying, error: Error): JsonObject {
  const known = ['name', 'message'];
  const names = Object.keys(error).filter((name) => !known.includes(name));
  return copyProperties(copying, [...known, ...names], (name) =>
    known.includes(name) ? readInheritedData(error, name) : readOwnData(error, name),
  );
}

function copyArray(copying: Copying, array: readonly unknown[]): JsonValue[] {
  const copy: JsonValue[] = [];
  const isPairs = isListOfPairs(copying, array);
  for (let index = 0; index < array.length; index += 1) {
    if (!hasRoomFor(copying, copy, array.length - index)) break;
    const isNamed = isPairs && index % 2 === 1 && nameRedaction(copying, readOwnData(array, String(index - 1)));
    copy.push(isNamed ? maskItem(copying, index) : copyItem(copying, index, readOwnData(array, String(index))));
  }
  return copy;
}

/** Names and values in turn: an entry in a list of entries, Node's `rawHeaders`. */
function isListOfPairs({ path, ancestors }: Copying, array: readonly unknown[]): boolean {
  const isEntry = array.length === 2 && Array.isArray(ancestors.at(-2));
  return isEntry || path.at(-1) === 'rawHeaders' || path.at(-1) === 'rawTrailers';
}

function maskItem(copying: Copying, index: number): JsonValue {
  copying.path.push(index);
  noteRedaction(copying, 'mask');
  copying.path.pop();
  return maskText;
}

const sizeOfSet = Object.getOwnPropertyDescriptor(Set.prototype, 'size');
const sizeOfMap = Object.getOwnPropertyDescriptor(Map.prototype, 'size');

function copySet(copying: Copying, set: ReadonlySet<unknown>): JsonValue[] {
  const copy: JsonValue[] = [];
  let left = Number(sizeOfSet?.get?.call(set));
  for (const item of Set.prototype.values.call(set)) {
    if (!hasRoomFor(copying, copy, left)) break;
    left -= 1;
    copy.push(copyItem(copying, copy.length, item));
  }
  return copy;
}

function copyMap(copying: Copying, map: ReadonlyMap<unknown, unknown>): JsonValue[] {
  const copy: JsonValue[] = [];
  let left = Number(sizeOfMap?.get?.call(map));
  for (const [key, value] of Map.prototype.entries.call(map)) {
    if (!hasRoomFor(copying, copy, left)) break;
    left -= 1;
    copying.path.push(copy.length);
    const name = copyItem(copying, 0, key);
    const redaction = typeof name === 'string' ? redactionOf(copying, name, value) : undefined;
    if (redaction === undefined || (redaction === 'mask' && value === undefined)) {
      copy.push([name, copyItem(copying, 1, value)]);
    } else if (redaction === 'mask') {
      copying.path.push(1);
      noteRedaction(copying, redaction);
      copying.path.pop();
      copy.push([name, maskText]);
    } else {
      copying.path[copying.path.length - 1] = limitCharacters(name as string, copying.limits.keyCharacters);
      noteRedaction(copying, redaction);
    }
    copying.path.pop();
  }
  return copy;
}

function hasRoomFor(copying: Copying, copy: JsonValue[], left: number): boolean {
  if (takeKey(copying.budget)) return true;
  copy.push(`[truncated: ${String(left)} more items]`);
  return false;
}

function copyItem(copying: Copying, index: number, item: unknown): JsonValue {
  copying.path.push(index);
  const copy = copyValue(copying, item) ?? null;
  copying.path.pop();
  return copy;
}

import { isMap, isNativeError, isProxy, isSet } from 'node:util/types';
import { builtInValue } from './built-in-value.js';
import { createCopyBudget, spendText, takeKey } from './copy-budget.js';
import { endsCopy } from './copy-failure.js';
import type { CopyOptions, Copying, MemberRedaction } from './copying.js';
import { copyKey, copyNumber, copyText, bigIntText } from './copy-text.js';
import { defaultJsonLimits } from './json-limits.js';
import type { JsonObject, JsonValue } from './json-value.js';
import { limitCharacters } from './limit-text.js';
import { maskText } from './mask-text.js';
import { noteRedaction, redactionOf, substitute } from './member-redaction.js';
import { isNamedMember, lastStepOf, namingOf, partsOfKey, type Naming } from './naming-members.js';
import { proxyMark, readInheritedData, readOwnData, setOwnData } from './own-data.js';

/**
 * A copy of anything as well-formed, limited, redacted JSON; `undefined` only for `undefined`. It throws only at
 * the stack's end and a CopyFailure of what it asks, never changes its input and never runs application code: getters, proxies, toJSON and inherited properties are not
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
  } catch (error) {
    if (endsCopy(error)) throw error;
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
  let named: ReadonlyMap<string, readonly NamedSibling[]> | undefined;
  for (const [index, name] of names.entries()) {
    if (!takeKey(copying.budget)) {
      setOwnData(copy, '[truncated]', `${String(names.length - index)} more keys`);
      break;
    }
    const value = read(name);
    if (value === undefined) continue;
    const key = spendText(copying.budget, copyKey(copying, name));
    let redaction = redactionOf(copying, name, value);
    if (redaction === undefined) {
      const { stem, member } = partsOfKey(name);
      if (isNamedMember(member)) {
        named ??= redactionsOfNamed(copying, names, read);
        redaction = named.get(stem)?.find(({ by, named: text }) => isNamedMember(member, by, text))?.redaction;
      }
    }
    copying.path.push(key);
    const stored =
      redaction === undefined ? (copyValue(copying, value) ?? null) : substitute(copying, redaction, value);
    if (stored !== undefined) setOwnData(copy, key, stored);
    copying.path.pop();
  }
  return copy;
}

const mostNamings = 8;

/** What one member says of its siblings. */
interface NamedSibling {
  readonly by: Naming;
  readonly named: string;
  readonly redaction: MemberRedaction;
}

/** `{ name: 'password', value: '…' }`: one member names what another one with the same stem holds. */
function redactionsOfNamed(
  copying: Copying,
  names: readonly string[],
  read: (name: string) => unknown,
): ReadonlyMap<string, readonly NamedSibling[]> {
  const siblings = new Map<string, NamedSibling[]>();
  for (const name of names) {
    const { stem, member } = partsOfKey(name);
    const by = namingOf(member);
    const named = by === undefined ? undefined : read(name);
    const redaction = nameRedaction(copying, by === 'path' && typeof named === 'string' ? lastStepOf(named) : named);
    if (by === undefined || redaction === undefined) continue;
    const known = siblings.get(stem) ?? [];
    siblings.set(stem, known);
    // Each is looked at for each member: no data has more, and hostile data must not.
    if (known.length < mostNamings) known.push({ by, named: String(named), redaction });
  }
  return siblings;
}

/** What becomes of a value that stands next to its name in an array: `['authorization', '…']`. */
function nameRedaction(copying: Copying, name: unknown): MemberRedaction | undefined {
  return typeof name === 'string' ? copying.options.policyOf?.(name) : undefined;
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
  let before: unknown;
  for (let index = 0; index < array.length; index += 1) {
    if (!hasRoomFor(copying, copy, array.length - index)) break;
    const item = readOwnData(array, String(index));
    const isInTurn = isPairs && index % 2 === 1 && nameRedaction(copying, before) !== undefined;
    const isNamed = isInTurn || isOptionOf(copying, before);
    copy.push(isNamed ? maskItem(copying, index) : copyItem(copying, index, item));
    before = item;
  }
  return copy;
}

const option = /^--?[A-Za-z][\w-]*$/;

/** Whether an item is the option of a command line whose value comes next: `['--password', '…']`. */
function isOptionOf(copying: Copying, item: unknown): boolean {
  return typeof item === 'string' && option.test(item) && nameRedaction(copying, item) !== undefined;
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
    const member = typeof name === 'object' ? '' : String(name);
    const redaction = redactionOf(copying, member, value);
    if (redaction === undefined) {
      copy.push([name, copyItem(copying, 1, value)]);
    } else {
      // What is left out has no place in the copy: its key names it.
      const isLeftOut = redaction === 'drop';
      if (isLeftOut) copying.path.pop();
      copying.path.push(isLeftOut ? limitCharacters(member, copying.limits.keyCharacters) : 1);
      const stored = substitute(copying, redaction, value);
      if (stored !== undefined) copy.push([name, stored]);
      if (!isLeftOut) copying.path.pop();
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

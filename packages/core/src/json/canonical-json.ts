import type { JsonObject, JsonValue } from './json-value.js';
import { rememberNames } from './remember-names.js';

/**
 * The one JSON text of a value (RFC 8785, JCS): keys sorted by UTF-16 code units, no white space, ECMAScript's
 * numbers and strings. What JSON cannot hold (NaN, an infinity, a lone surrogate, undefined, a bigint, a function, an
 * object with a class) is a programmer's error and throws a TypeError; nesting deeper than the stack allows (some
 * thousand levels), or a cycle, throws the engine's RangeError.
 */
export function canonicalJson(value: JsonValue): string {
  // Joined at the end: a text that grows by concatenation is a tree of pieces to the engine, many times its size.
  const pieces: string[] = [];
  addValue(pieces, value);
  return pieces.join('');
}

function addValue(pieces: string[], value: JsonValue): void {
  switch (typeof value) {
    case 'string':
      pieces.push(quote(value));
      return;
    case 'number':
      if (!Number.isFinite(value)) throw notJson(String(value));
      // ECMAScript's own text is the one that RFC 8785 section 3.2.2.3 asks for; it writes -0 as 0.
      pieces.push(String(value));
      return;
    case 'boolean':
      pieces.push(value ? 'true' : 'false');
      return;
    case 'object':
      if (value === null) pieces.push('null');
      else if (Array.isArray(value)) addArray(pieces, value as readonly JsonValue[]);
      else addObject(pieces, value as JsonObject);
      return;
    default:
      throw notJson(typeof value);
  }
}

function addArray(pieces: string[], array: readonly JsonValue[]): void {
  pieces.push('[');
  for (let index = 0; index < array.length; index += 1) {
    if (index > 0) pieces.push(',');
    // A hole is undefined here, and refused.
    addValue(pieces, array[index] as JsonValue);
  }
  pieces.push(']');
}

function addObject(pieces: string[], object: JsonObject): void {
  if (!isPlain(object)) throw notJson('an object with a class');
  const keys = sortKeys(Object.keys(object));
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    const { first, next } = membersNamed(key);
    pieces.push(index === 0 ? first : next);
    addValue(pieces, object[key] as JsonValue);
  }
  pieces.push(keys.length === 0 ? '{}' : '}');
}

/** What stands before a member's value; the members of events have few names. */
const membersNamed = rememberNames((name) => {
  const member = `${quote(name)}:`;
  return { first: `{${member}`, next: `,${member}` };
});

/** Also true for plain objects of another realm (node:vm), whose Object.prototype is not ours. */
function isPlain(object: object): boolean {
  const prototype = Object.getPrototypeOf(object) as object | null;
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

// eslint-disable-next-line no-control-regex -- these are the characters that JSON escapes
const needsCare = /[\u0000-\u001f"\\\ud800-\udfff]/;

function quote(text: string): string {
  if (!needsCare.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw notJson('a lone surrogate');
  return JSON.stringify(text);
}

/** Sorts in place. Insertion beats the engine's sort on the few keys that an object of an event has. */
function sortKeys(keys: string[]): string[] {
  if (keys.length > 20) return keys.sort();
  for (let index = 1; index < keys.length; index += 1) {
    const key = keys[index] as string;
    let place = index;
    for (; place > 0 && (keys[place - 1] as string) > key; place -= 1) keys[place] = keys[place - 1] as string;
    keys[place] = key;
  }
  return keys;
}

function notJson(what: string): TypeError {
  return new TypeError(`JSON cannot hold ${what}`);
}

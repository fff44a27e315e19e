import type { JsonObject, JsonValue } from './json-value.js';

/**
 * The one JSON text of a value (RFC 8785, JCS): keys sorted by UTF-16 code units, no white space, ECMAScript's
 * numbers and strings. What JSON cannot hold (NaN, an infinity, a lone surrogate, undefined, a bigint, a function, an
 * object with a class) is a programmer's error and throws a TypeError; nesting deeper than the stack allows (some
 * thousand levels), or a cycle, throws the engine's RangeError.
 */
export function canonicalJson(value: JsonValue): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw notJson(String(value));
      // ECMAScript's own text is the one that RFC 8785 section 3.2.2.3 asks for; it writes -0 as 0.
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? arrayText(value as readonly JsonValue[]) : objectText(value as JsonObject);
    default:
      throw notJson(typeof value);
  }
}

function arrayText(array: readonly JsonValue[]): string {
  let text = '[';
  for (let index = 0; index < array.length; index += 1) {
    // A hole is undefined here, and refused.
    text += (index === 0 ? '' : ',') + canonicalJson(array[index] as JsonValue);
  }
  return text + ']';
}

function objectText(object: JsonObject): string {
  if (!isPlain(object)) throw notJson('an object with a class');
  let text = '{';
  for (const key of sortKeys(Object.keys(object))) {
    text += (text === '{' ? '' : ',') + quote(key) + ':' + canonicalJson(object[key] as JsonValue);
  }
  return text + '}';
}

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

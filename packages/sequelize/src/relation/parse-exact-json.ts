import type { JsonObject, JsonValue } from '@auditrail/core';
import type { ColumnKind } from './relation.js';

/** Marks a number's digits inside JSON text. PostgreSQL's text never holds NUL, so no string begins with it. */
const numberMark = '\u0000';

// A string, or a number outside of strings. Both alternatives are linear: each character has one way to match.
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

// Sixteen digits in a row, or a number with a fraction or an exponent. A string may look like one, not the reverse.
const mayLoseDigits = /\d{16}|(?:"\s*:|[[,])\s*-?\d+[.eE]/;

function keepDigits(text: string): string {
  return text.replace(stringOrNumber, (token) => (token.startsWith('"') ? token : `"\\u0000${token}"`));
}

/**
 * A JSON number where JavaScript's number holds the same value, else its digits as text. Up to 15 significant digits
 * survive in a double (IEEE 754), away from the ends of its range.
 */
function safeNumber(digits: string): JsonValue {
  const value = Number(digits);
  if (/^-?\d+$/.test(digits)) return Number.isSafeInteger(value) ? value : digits;
  const [mantissa = ''] = digits.split(/e/i);
  const significant = mantissa.replace(/\D/g, '').replace(/^0+/, '');
  const isInRange = significant === '' || (Math.abs(value) > 1e-300 && Math.abs(value) < 1e300);
  return isInRange && significant.length <= 15 ? value : digits;
}

function bytesToBase64(text: string): string {
  return text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex').toString('base64') : text;
}

function convertScalar(value: JsonValue, kind: ColumnKind): JsonValue {
  if (typeof value === 'number') return kind === 'exact' ? String(value) : value;
  if (typeof value !== 'string') return value;
  if (!value.startsWith(numberMark)) return kind === 'bytes' ? bytesToBase64(value) : value;
  const digits = value.slice(numberMark.length);
  if (kind === 'number') return Number(digits);
  return kind === 'exact' ? digits : safeNumber(digits);
}

/** Converts a member and all that is in it, in place: what has just been parsed is nobody else's. */
function convertMember(holder: Container, name: string, kind: ColumnKind): void {
  // A list of work instead of recursion: the depth of foreign data must not become the depth of the stack.
  const open: Container[] = [];
  const visit = (container: Container, key: string) => {
    const value = container[key] as JsonValue;
    if (typeof value === 'object' && value !== null) open.push(value as Container);
    // An own property already, so that __proto__ is a name like any other.
    else container[key] = convertScalar(value, kind);
  };
  visit(holder, name);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const key of Object.keys(next)) visit(next, key);
  }
}

type Container = Record<string, JsonValue>;

/**
 * Reads a row that PostgreSQL wrote with to_json, keeping every value exact.
 *
 * int8 and numeric stay text, bytea becomes base64, numbers inside JSON stay numbers where JavaScript can hold them.
 */
export function parseExactJson(text: string, kindOf: (column: string) => ColumnKind): JsonObject {
  // What has only integers of at most 15 digits is read as it is: an IEEE 754 double holds each of them.
  const isExact = !mayLoseDigits.test(text);
  const row = JSON.parse(isExact ? text : keepDigits(text)) as Record<string, JsonValue>;
  for (const column of Object.keys(row)) {
    const kind = kindOf(column);
    if (isExact && kind !== 'exact' && kind !== 'bytes') continue;
    convertMember(row, column, kind);
  }
  return row;
}

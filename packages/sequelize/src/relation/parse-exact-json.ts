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

function convert(value: JsonValue, kind: ColumnKind): JsonValue {
  if (typeof value === 'number') return kind === 'exact' ? String(value) : value;
  if (typeof value === 'string') {
    if (!value.startsWith(numberMark)) return kind === 'bytes' ? bytesToBase64(value) : value;
    const digits = value.slice(numberMark.length);
    if (kind === 'number') return Number(digits);
    return kind === 'exact' ? digits : safeNumber(digits);
  }
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => convert(item, kind));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, item]) => [key, convert(item, kind)] as const),
  );
}

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
    // An own property already, so that __proto__ is a column like any other.
    row[column] = convert(row[column] as JsonValue, kind);
  }
  return row;
}

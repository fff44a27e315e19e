import type { JsonValue } from '#core/json/json-value.js';

/** The same JSON with the keys of every object inserted in another order. */
export function shuffleKeys(value: JsonValue, numbers: Iterator<number>): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as JsonValue[]).map((item) => shuffleKeys(item, numbers));
  const entries = Object.entries(value).map(([key, member]) => ({ key, member, rank: Number(numbers.next().value) }));
  entries.sort((one, other) => one.rank - other.rank);
  return Object.fromEntries(entries.map(({ key, member }) => [key, shuffleKeys(member, numbers)]));
}

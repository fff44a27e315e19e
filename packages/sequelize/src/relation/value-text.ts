import type { JsonValue } from '@auditrail/core';
import type { Relation } from './relation.js';

/** A column's value in an image as PostgreSQL reads it back. */
export function valueText(value: JsonValue | undefined, column: string, relation: Relation): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object') return JSON.stringify(value);
  if (relation.columns.get(column)?.kind === 'bytes' && typeof value === 'string') {
    return `\\x${Buffer.from(value, 'base64').toString('hex')}`;
  }
  return String(value);
}

/** A condition that holds for the rows whose columns have any of the given values, and the values it binds. */
export function matchingAny(
  row: string,
  columns: readonly string[],
  valuesOf: readonly ((column: string, index: number) => string | null)[],
  relation: Relation,
): { readonly text: string; readonly values: readonly (readonly (string | null)[])[] } {
  const names = columns.map((column) => `${row}."${column.replaceAll('"', '""')}"`);
  const arrays = columns.map((column, index) => {
    const { type = 'text' } = relation.columns.get(column) ?? {};
    return `pg_catalog.unnest($${String(index + 1)}::${type}[])`;
  });
  return {
    text: `(${names.join(', ')}) IN (SELECT * FROM ROWS FROM (${arrays.join(', ')}))`,
    values: columns.map((column, index) => valuesOf.map((valueOf) => valueOf(column, index))),
  };
}

import { insertTexts, type ComposedText } from '../statement/compose-text.js';
import type { WriteStatement } from '../statement/statement.js';

/** Adds columns to a statement's RETURNING list, or the list itself, and further texts before it. */
export function withReturning(
  sql: string,
  { returningAt, end }: WriteStatement,
  columns: string,
  prefix = '',
  earlier: readonly (readonly [at: number, text: string])[] = [],
): ComposedText {
  if (returningAt === undefined) return insertTexts(sql, [...earlier, [end, ` RETURNING${prefix} ${columns}`]]);
  return insertTexts(sql, [...earlier, [returningAt, prefix], [end, `, ${columns}`]]);
}

import { sqlTokens } from './sql-tokens.js';
import type { WriteStatement } from './statement.js';

/** Whether one of the columns is named among what an UPDATE sets: a column that is only read counts as well. */
export function assignsAny(sql: string, { assignments }: WriteStatement, columns: readonly string[]): boolean {
  const set = assignments === undefined ? '' : sql.slice(assignments.start, assignments.end);
  for (const { kind, text } of sqlTokens(set)) {
    const name = kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
    if ((kind === 'name' || kind === 'word') && columns.includes(name)) return true;
  }
  return false;
}

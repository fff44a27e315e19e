import { composeText, type Stretch } from '../statement/compose-text.js';
import { sqlTokens } from '../statement/sql-tokens.js';
import type { WriteStatement } from '../statement/statement.js';
import type { ReadBefore } from './imaged-statement.js';

/** The name by which FOR UPDATE OF calls a table: its alias, or its name without the schema. */
function bareName(reference: string): string {
  const last = [...sqlTokens(reference)].at(-1);
  return last === undefined ? reference : reference.slice(last.start, last.end);
}

/**
 * Reads columns of the rows that an UPDATE or DELETE is about to change, and locks those rows as the write will.
 * Not for a write through a cursor.
 */
export function lockingRead(
  sql: string,
  statement: WriteStatement,
  columns: string,
  strength: 'UPDATE' | 'NO KEY UPDATE',
): ReadBefore {
  const { prefixEnd, target, reference, joined, condition } = statement;
  const parameters: number[] = [];
  const copy = (stretch: Stretch) => renumber(sql, stretch, parameters);
  const parts = [
    ...copy({ start: 0, end: prefixEnd }),
    `SELECT ${columns} FROM ${target}`,
    ...(joined ? [', ', ...copy(joined)] : []),
    ...(condition ? [' WHERE ', ...copy(condition)] : []),
    ` FOR ${strength} OF ${bareName(reference)}`,
  ];
  return { ...composeText(sql, parts), parameters };
}

/** Numbers the parameters of a part anew: PostgreSQL refuses a text that skips one. */
function renumber(sql: string, { start, end }: Stretch, parameters: number[]): readonly Stretch[] {
  const parts: Stretch[] = [];
  let reached = start;
  for (const token of sqlTokens(sql.slice(start, end))) {
    if (token.kind !== 'parameter') continue;
    const number = Number(token.text.slice(1));
    if (!parameters.includes(number)) parameters.push(number);
    const place = { start: start + token.start, end: start + token.end };
    parts.push({ start: reached, end: place.start }, { ...place, as: `$${String(parameters.indexOf(number) + 1)}` });
    reached = place.end;
  }
  return [...parts, { start: reached, end }];
}

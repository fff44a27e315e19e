import type { JsonObject } from '@auditrail/core';
import type { Relation } from '../../relation/relation.js';
import { parseExactJson } from '../../relation/parse-exact-json.js';
import type { Execute } from '../../session/connection.js';
import type { SentStatement } from '../../session/sent-statement.js';
import { assignsAny } from '../../statement/assigns-any.js';
import type { WriteStatement } from '../../statement/statement.js';
import { errorAtOrigin } from '../error-at-origin.js';
import type { WriteTarget } from '../events-of-write.js';
import { image } from '../imaged-statement.js';
import { lockingRead } from '../locking-read.js';
import type { RowChange } from '../row-change.js';
import type { CountedRows, StatementRow } from './cascaded-row.js';
import { readCascadedChanges, type CascadedChange } from './cascaded-changes.js';
import { actionOf, findCascadedRows, placeOf } from './find-cascaded-rows.js';

/** A cascade whose rows are locked. */
export interface PendingCascade {
  readonly counted: readonly CountedRows[];
  /** Reads what has become of the rows, given what the statement has done to its own. */
  readonly finish: (changes: readonly RowChange[]) => Promise<readonly CascadedChange[]>;
}

/** The columns of a relation that a statement sets and others refer to; nothing for a DELETE, which sets none. */
function assignedColumns(sql: string, statement: WriteStatement, { referencedBy }: Relation) {
  if (statement.verb === 'DELETE') return undefined;
  const referenced = new Set(referencedBy.flatMap((foreignKey) => foreignKey.referenced));
  return [...referenced].filter((column) => assignsAny(sql, statement, [column]));
}

/** Whether foreign keys will make PostgreSQL change more rows than those of the statement. */
export function mayCascade(sql: string, statement: WriteStatement, { referencedBy, ...relation }: Relation): boolean {
  if (referencedBy.length === 0 || statement.verb === 'INSERT') return false;
  if (statement.verb === 'MERGE') return true;
  const assigned = assignedColumns(sql, statement, { referencedBy, ...relation });
  return referencedBy.some((foreignKey) => actionOf(foreignKey, assigned) !== undefined);
}

/** Whether the rows of a statement can be read before it, and with them those of its cascade. */
export function canReadCascade(statement: WriteStatement): boolean {
  return statement.verb !== 'MERGE' && !statement.isCursor;
}

/** Reads and locks the rows that a statement will change, and those that its foreign keys will. */
export async function beginCascade(
  sent: SentStatement,
  statement: WriteStatement,
  target: WriteTarget,
  execute: Execute,
  targetOf: (table: string) => Promise<WriteTarget | undefined>,
): Promise<PendingCascade> {
  const { relation } = target;
  const columns = `${image(statement.reference, 'auditrail_old')}, ${placeOf(statement.reference)} AS place`;
  const read = lockingRead(sent.text, statement, columns, 'UPDATE');
  const found = await execute(
    read.text,
    read.parameters.map((number) => sent.values?.[number - 1]),
  ).catch((error: unknown) => {
    throw errorAtOrigin(error, read.originOf);
  });
  const kindOf = (column: string) => relation.columns.get(column)?.kind ?? 'plain';
  const rows = found.rows.map((row): StatementRow => ({ old: parseExactJson(row['auditrail_old'] ?? '{}', kindOf) }));
  const own = new Set(found.rows.map(({ place }) => place ?? ''));
  const assigned = assignedColumns(sent.text, statement, relation);
  const cascade = await findCascadedRows({ target, rows, ...(assigned && { assigned }) }, own, execute, targetOf);
  return {
    counted: cascade.counted,
    finish: (changes) => {
      const newRows = new Map(changes.map((change) => [rowName(change.old), change.new]));
      return readCascadedChanges(cascade.rows, ({ old }) => newRows.get(rowName(old)), execute);
    },
  };
}

/** Tells a row of the statement: its whole old image, read the same way before it and by it. */
export function rowName(old: JsonObject | undefined): string {
  return JSON.stringify(old);
}

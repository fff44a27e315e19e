import type { JsonObject } from '@auditrail/core';
import { parseExactJson } from '../../relation/parse-exact-json.js';
import { matchingAny, valueText } from '../../relation/value-text.js';
import type { Execute } from '../../session/connection.js';
import type { RowChange } from '../row-change.js';
import type { CascadedRow, StatementRow } from './cascaded-row.js';

/** What a referential action did to a row. */
export interface CascadedChange {
  readonly row: CascadedRow;
  readonly change: RowChange;
}

/** The statement's own row as it is now; nothing when it has been deleted. */
export type NewRowOf = (row: StatementRow) => JsonObject | undefined;

/** Reads what has become of the rows that referential actions were to change, once the statement has run. */
export async function readCascadedChanges(
  rows: readonly CascadedRow[],
  newRowOf: NewRowOf,
  execute: Execute,
): Promise<readonly CascadedChange[]> {
  const expected = rows.map((row) => ({ row, new: expectedRow(row, newRowOf) }));
  const changes: CascadedChange[] = [];
  for (const table of new Set(rows.map(({ foreignKey }) => foreignKey.table))) {
    const group = expected.filter(({ row }) => row.foreignKey.table === table);
    changes.push(...(await readGroup(table, group, execute)));
  }
  return changes;
}

interface ExpectedRow {
  readonly row: CascadedRow;
  readonly new: JsonObject | undefined;
}

/** What foreign keys must have made of a row, but for triggers: nothing when they delete it. A default is left out. */
function expectedRow(row: StatementRow | CascadedRow, newRowOf: NewRowOf): JsonObject | undefined {
  if (!('parent' in row)) return newRowOf(row);
  const { foreignKey, old } = row;
  const parent = expectedRow(row.parent, newRowOf);
  const action = parent === undefined ? foreignKey.onDelete : foreignKey.onUpdate;
  if (action === 'cascade' && parent === undefined) return undefined;
  const kept = Object.entries(old).filter(([column]) => !foreignKey.columns.includes(column));
  if (action === 'set default') return Object.fromEntries(kept);
  const valueAt = (index: number) =>
    (action === 'cascade' ? parent?.[foreignKey.referenced[index] ?? ''] : null) ?? null;
  return { ...old, ...Object.fromEntries(foreignKey.columns.map((column, index) => [column, valueAt(index)])) };
}

async function readGroup(
  table: string,
  group: readonly ExpectedRow[],
  execute: Execute,
): Promise<readonly CascadedChange[]> {
  const relation = group[0]?.row.target.relation;
  const key = relation?.key ?? [];
  const canTell = group.every((row) => row.new === undefined || key.every((column) => column in (row.new ?? {})));
  // Without a key nothing tells a row afterwards.
  if (relation === undefined || key.length === 0 || !canTell) {
    return group.map(({ row, new: new_ }) => ({ row, change: { old: row.old, ...(new_ && { new: new_ }) } }));
  }
  const keyOf = (row: JsonObject) => JSON.stringify(key.map((column) => valueText(row[column], column, relation)));
  // A row that was to be deleted may have been kept by a trigger.
  const sought = group.flatMap(({ row, new: new_ }) => [row.old, ...(new_ ? [new_] : [])]);
  const { text, values } = matchingAny(
    'auditrail_row',
    key,
    sought.map((row) => (column) => valueText(row[column], column, relation)),
    relation,
  );
  const found = await execute(
    `SELECT pg_catalog.to_json(auditrail_row.*)::pg_catalog.text AS image FROM ${table} AS auditrail_row WHERE ${text}`,
    values,
  );
  const kindOf = (column: string) => relation.columns.get(column)?.kind ?? 'plain';
  const images = found.rows.map(({ image }) => parseExactJson(image ?? '{}', kindOf));
  const newRows = new Map(images.map((image) => [keyOf(image), image]));
  return group.map(({ row, new: expected }) => {
    const new_ = newRows.get(keyOf(expected ?? row.old));
    return { row, change: { old: row.old, ...(new_ && { new: new_ }) } };
  });
}

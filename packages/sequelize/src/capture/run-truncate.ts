import { parseExactJson } from '../relation/parse-exact-json.js';
import { executeOn, sendOn, type DriverAnswer, type DriverConnection } from '../session/connection.js';
import type { SentStatement } from '../session/sent-statement.js';
import type { WriteTarget } from './events-of-write.js';
import { mostCapturedRows } from './most-captured-rows.js';
import type { RowChange } from './row-change.js';

/** A table that a TRUNCATE empties, and how a FROM clause has it. */
export interface TruncatedTable {
  readonly target: WriteTarget;
  readonly source: string;
}

/** What a table held before it was emptied: its rows, or their number if they are too many. */
export interface TruncatedRows {
  readonly target: WriteTarget;
  readonly changes: readonly RowChange[];
  readonly count?: string;
}

const referringTables = `
  WITH RECURSIVE emptied (oid) AS (
    SELECT pg_catalog.to_regclass(name)::pg_catalog.oid FROM pg_catalog.unnest($1::pg_catalog.text[]) AS name
    UNION
    SELECT k.conrelid FROM emptied e JOIN pg_catalog.pg_constraint k ON k.confrelid = e.oid AND k.contype = 'f' AND k.conparentid = 0
  )
  SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
  FROM emptied e JOIN pg_catalog.pg_class c ON c.oid = e.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE e.oid <> ALL (SELECT pg_catalog.to_regclass(name)::pg_catalog.oid FROM pg_catalog.unnest($1::pg_catalog.text[]) AS name)
  ORDER BY e.oid`;

/** The tables that TRUNCATE … CASCADE empties because they refer, directly or not, to the given ones. */
export async function readReferringTables(
  connection: DriverConnection,
  tables: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await executeOn(connection)(referringTables, [[...tables]]);
  return rows.map(({ name }) => name ?? '');
}

/** Takes the lock that TRUNCATE takes, reads what there is, and runs it. Rejects with the driver's error. */
export async function runTruncate(
  connection: DriverConnection,
  sent: SentStatement,
  tables: readonly TruncatedTable[],
): Promise<{ readonly answer: DriverAnswer; readonly truncated: readonly TruncatedRows[] }> {
  const execute = executeOn(connection);
  await execute(`LOCK TABLE ${tables.map(({ source }) => source).join(', ')} IN ACCESS EXCLUSIVE MODE`, []);
  const truncated: TruncatedRows[] = [];
  for (const { target, source } of tables) {
    if (target.isExcluded) continue;
    const { rows } = await execute(
      `SELECT pg_catalog.to_json(auditrail_row.*)::pg_catalog.text AS image
       FROM ${source} AS auditrail_row LIMIT ${String(mostCapturedRows + 1)}`,
      [],
    );
    if (rows.length > mostCapturedRows) {
      const counted = await execute(`SELECT pg_catalog.count(*) AS count FROM ${source}`, []);
      truncated.push({ target, changes: [], count: counted.rows[0]?.['count'] ?? '' });
      continue;
    }
    const kindOf = (column: string) => target.relation.columns.get(column)?.kind ?? 'plain';
    const changes = rows.map(({ image }): RowChange => ({ old: parseExactJson(image ?? '{}', kindOf) }));
    truncated.push({ target, changes });
  }
  return { answer: await sendOn(connection, sent.text, sent.values), truncated };
}

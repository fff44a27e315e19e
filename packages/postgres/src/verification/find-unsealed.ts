import type { AuditError } from '@auditrail/core';
import { ok, type Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { isCorrupted } from '../connection/is-corrupted.js';
import type { SchemaName } from '../schema/schema-name.js';
import type { ProblemList } from './problem-list.js';

const mostNamed = 1_000;

/** Where events without a leaf are looked for: among all, or among those of transactions that are recent. */
export type UnsealedAmong = 'all' | 'recent';

/**
 * Finds events without a leaf: those that stand where sealing has already been are problems. Answers with how many are
 * only not sealed yet. `recent` looks only among transactions that the last sealed snapshot did not see the end of, at a
 * cost that does not grow with the log.
 */
export async function findUnsealed(
  pool: ConnectionPool,
  schema: SchemaName,
  sealedSnapshot: string | null,
  among: UnsealedAmong,
  problems: ProblemList,
): Promise<Result<number, AuditError>> {
  const found = await pool.read(
    `SELECT id, is_behind, count FROM (
       SELECT id, is_behind, count(*) OVER (PARTITION BY is_behind) AS count,
         row_number() OVER (PARTITION BY is_behind ORDER BY occurred_at, id) AS number
       FROM (
         SELECT id, occurred_at, coalesce(pg_visible_in_snapshot(tx, $1::pg_snapshot), false) AS is_behind
         FROM ${schema.identifier}.stored_event AS event
         WHERE NOT EXISTS (
           SELECT FROM ${schema.identifier}.tree_leaf AS leaf
           WHERE leaf.id = event.id AND leaf.occurred_at = event.occurred_at)
           ${among === 'recent' && sealedSnapshot !== null ? 'AND event.tx >= pg_snapshot_xmin($1::pg_snapshot)' : ''}
       ) AS unsealed
     ) AS numbered
     WHERE number <= CASE WHEN is_behind THEN $2::integer ELSE 1 END ORDER BY is_behind DESC, number`,
    [sealedSnapshot, mostNamed],
  );
  if (found.isErr() && isCorrupted(found.error)) {
    problems.add({ kind: 'unreadable', detail: 'the database cannot tell which events are not sealed' });
    return ok(0);
  }
  return found.map(({ rows }) => {
    const behind = rows.filter((row) => row['is_behind'] === 't');
    for (const row of behind) {
      problems.add({ kind: 'unsealed', id: columnText(row, 'id'), detail: 'stored where sealing has already been' });
    }
    problems.addUnnamed(Number(behind[0]?.['count'] ?? 0) - behind.length);
    return Number(rows[behind.length]?.['count'] ?? 0);
  });
}

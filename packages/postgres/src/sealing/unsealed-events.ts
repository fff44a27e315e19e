import type { EventEntry } from '@auditrail/integrity';
import { columnText } from '../connection/column-text.js';
import type { Execute } from '../connection/connection-pool.js';
import { utcText } from '../query/utc-text.js';
import type { SchemaName } from '../schema/schema-name.js';
import { parseBytea } from './bytea.js';
import type { SealingCursor } from './tree-head.js';

/** An event that no leaf is of. */
export interface UnsealedEvent {
  readonly cursor: SealingCursor & { readonly tx: string };
  readonly entry: EventEntry;
  /** Whether its transaction is one that this cluster has not had yet: the row was restored, or forged. */
  readonly isFromElsewhere: boolean;
}

const beginning = { tx: '0', occurredAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

const columnsOf = (schema: SchemaName) => `occurred_at, id, tx, recorded_at, db_role, digest
    FROM ${schema.identifier}.sealable_event AS event`;

const notSealed = (schema: SchemaName) => `NOT EXISTS (
      SELECT FROM ${schema.identifier}.tree_leaf AS leaf WHERE leaf.id = event.id AND leaf.occurred_at = event.occurred_at)`;

const shown = `SELECT ${utcText('found.occurred_at', 'MS')} AS occurred_at,
  ${utcText('found.recorded_at', 'US')} AS recorded_at, found.id, found.tx, found.db_role, found.digest,
  found.tx >= pg_snapshot_xmax(pg_current_snapshot()) AS is_from_elsewhere`;

/**
 * The next events of the whole log that are not sealed, in the order of (occurred_at, id). Transaction numbers have no
 * say in it: in a log that was restored they are another cluster's.
 */
export async function readWholeLog(
  execute: Execute,
  schema: SchemaName,
  cursor: SealingCursor | undefined,
  limit: number,
): Promise<readonly UnsealedEvent[]> {
  const { occurredAt, id } = cursor ?? beginning;
  const { rows } = await execute(
    `${shown} FROM (
  SELECT ${columnsOf(schema)}
    WHERE occurred_at >= $1::timestamptz AND (occurred_at, id) > ($1::timestamptz, $2::uuid) AND ${notSealed(schema)}
    ORDER BY occurred_at, id LIMIT $3
) AS found ORDER BY found.occurred_at, found.id`,
    [occurredAt, id, limit],
  );
  return rows.map(parseEvent);
}

/**
 * The next events that the target snapshot sees and the sealed one does not, in the order of (tx, occurred_at, id): no
 * order of commits, however long a transaction was, hides one. Also what cannot be, rows of transactions to come.
 */
export async function readBetween(
  execute: Execute,
  schema: SchemaName,
  between: { readonly sealed: string; readonly target: string },
  cursor: SealingCursor | undefined,
  limit: number,
): Promise<readonly UnsealedEvent[]> {
  const { tx, occurredAt, id } = cursor ?? beginning;
  const part = (condition: string, isSeen: string) => `(
    SELECT ${columnsOf(schema)}
    WHERE ${condition} AND ${isSeen} AND tx >= $3::xid8
      AND (tx, occurred_at, id) > ($3::xid8, $4::timestamptz, $5::uuid) AND ${notSealed(schema)}
    ORDER BY tx, occurred_at, id LIMIT $6)`;
  const isSeen = 'pg_visible_in_snapshot(tx, $2::pg_snapshot)';
  const { rows } = await execute(
    `${shown} FROM (
  ${part('tx >= pg_snapshot_xmax($1::pg_snapshot) AND tx < pg_snapshot_xmax($2::pg_snapshot)', isSeen)}
  UNION ALL ${part('tx = ANY (ARRAY(SELECT pg_snapshot_xip($1::pg_snapshot)))', isSeen)}
  UNION ALL ${part('tx >= pg_snapshot_xmax(pg_current_snapshot())', 'true')}
) AS found ORDER BY found.tx, found.occurred_at, found.id LIMIT $6`,
    [between.sealed, between.target, tx ?? '0', occurredAt, id, limit],
  );
  return rows.map(parseEvent);
}

/** The event of this id that the transaction itself has stored. */
export async function readOwnEvent(execute: Execute, schema: SchemaName, id: string): Promise<UnsealedEvent> {
  const { rows } = await execute(
    `${shown} FROM (SELECT ${columnsOf(schema)} WHERE tx = pg_current_xact_id() AND id = $1) AS found`,
    [id],
  );
  return parseEvent(rows[0] ?? {});
}

function parseEvent(row: Readonly<Record<string, string | null | undefined>>): UnsealedEvent {
  const text = (name: string) => columnText(row, name);
  return {
    cursor: { tx: text('tx'), occurredAt: text('occurred_at'), id: text('id') },
    entry: {
      id: text('id'),
      occurredAt: text('occurred_at'),
      recordedAt: text('recorded_at'),
      role: text('db_role'),
      transaction: text('tx'),
      digest: parseBytea(row['digest']).toString('base64'),
    },
    isFromElsewhere: text('is_from_elsewhere') === 't',
  };
}

import type { AuditError } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { isCorrupted } from '../connection/is-corrupted.js';
import { utcText } from '../query/utc-text.js';
import type { SchemaName } from '../schema/schema-name.js';
import { comparedColumns } from './columns-of-body.js';

/** A leaf, with the event that it is of where that is there. */
export type LeafRow = Readonly<Record<string, string | null>>;

/** Leaves from a position on, in order; what the database could not read is missing, and named. */
export interface ReadLeaves {
  readonly rows: readonly LeafRow[];
  readonly unreadable: readonly number[];
}

/** All that is compared of an event. */
export const eventColumns = `${utcText('event.occurred_at', 'MS')} AS occurred_at,
    ${utcText('event.claimed_at', 'MS')} AS claimed_at, ${utcText('event.recorded_at', 'US')} AS recorded_at, event.db_role, event.tx, event.salt, event.body,
    ${comparedColumns.map((name) => `event.${name}`).join(', ')}`;

const leafColumns = `leaf.position, leaf.id, leaf.entry, ${utcText('leaf.occurred_at', 'MS')} AS leaf_occurred_at`;
const inRange = 'WHERE leaf.position >= $1 AND leaf.position < $2 ORDER BY leaf.position';

// Looked up one by one, by the primary key: a join would read the whole log for each page.
const selectWithEvents = (schema: SchemaName) => `SELECT ${leafColumns}, ${eventColumns}
  FROM ${schema.identifier}.tree_leaf AS leaf
  LEFT JOIN LATERAL (
    SELECT * FROM ${schema.identifier}.stored_event AS stored
    WHERE stored.id = leaf.id AND stored.occurred_at = leaf.occurred_at LIMIT 1
  ) AS event ON true
  ${inRange}`;

const selectLeaves = (schema: SchemaName) =>
  `SELECT ${leafColumns} FROM ${schema.identifier}.tree_leaf AS leaf ${inRange}`;

/** Reads leaves with their events. A page of the disk that cannot be read costs the events on it, and no more. */
export async function readLeaves(
  pool: ConnectionPool,
  schema: SchemaName,
  from: number,
  to: number,
): Promise<Result<ReadLeaves, AuditError>> {
  const found = await pool.read(selectWithEvents(schema), [from, to]);
  if (found.isOk()) return ok({ rows: found.value.rows, unreadable: [] });
  return isCorrupted(found.error) ? readAround(pool, schema, from, to) : err(found.error);
}

/** Halves a range that cannot be read, until only single leaves cannot. */
async function readAround(
  pool: ConnectionPool,
  schema: SchemaName,
  from: number,
  to: number,
): Promise<Result<ReadLeaves, AuditError>> {
  const found = await readByIndex(pool, selectWithEvents(schema), [from, to]);
  if (found.isOk()) return ok({ rows: found.value, unreadable: [] });
  if (!isCorrupted(found.error)) return err(found.error);
  if (to - from === 1) {
    const leaf = await readByIndex(pool, selectLeaves(schema), [from, to]);
    return ok({ rows: leaf.unwrapOr([]), unreadable: [from] });
  }
  const middle = Math.floor((from + to) / 2);
  const first = await readAround(pool, schema, from, middle);
  if (first.isErr()) return first;
  return (await readAround(pool, schema, middle, to)).map(({ rows, unreadable }) => ({
    rows: [...first.value.rows, ...rows],
    unreadable: [...first.value.unreadable, ...unreadable],
  }));
}

/** Looks at no page but those of the rows that are asked for. */
function readByIndex(
  pool: ConnectionPool,
  text: string,
  values: readonly unknown[],
): Promise<Result<readonly LeafRow[], AuditError>> {
  return pool.transaction(async (execute) => {
    await execute('SET LOCAL enable_seqscan = off');
    await execute('SET LOCAL enable_hashjoin = off');
    await execute('SET LOCAL enable_mergejoin = off');
    return (await execute(text, values)).rows;
  });
}

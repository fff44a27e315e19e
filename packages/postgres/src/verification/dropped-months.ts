import type { AuditError } from '@auditrail/core';
import { ok, type Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import { isCorrupted } from '../connection/is-corrupted.js';
import type { SchemaName } from '../schema/schema-name.js';
import { compareEvent } from './compare-event.js';
import type { ProblemList } from './problem-list.js';
import { eventColumns } from './read-leaves.js';

/** A month of which the log says that it was dropped. */
export interface DroppedMonth {
  /** `YYYY-MM`, in UTC. */
  readonly month: string;
  /** How many of its events are there all the same. */
  readonly stored: number;
  /** The event that says so, with how many events it says; undefined where that was dropped itself. */
  readonly said: { readonly id: string; readonly position: number | undefined; readonly events: number } | undefined;
}

/** Each by its name. */
export type DroppedMonths = ReadonlyMap<string, DroppedMonth>;

/**
 * Finds the months of which the log itself says that they were dropped, in events that are what was sealed, or are about
 * to be. What the database notes beside the log counts only for months whose own event went with a later month.
 */
export async function readDroppedMonths(
  pool: ConnectionPool,
  schema: SchemaName,
  problems: ProblemList,
): Promise<Result<DroppedMonths, AuditError>> {
  const read = await pool.transaction(async (execute) => {
    await execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const said = await readSaid(execute, schema);
    const months = new Set(said.keys());
    const noted = await execute(
      `SELECT to_char(month, 'YYYY-MM') AS month, to_char(timezone('UTC', dropped_at), 'YYYY-MM') AS dropped_in
       FROM ${schema.identifier}.archived_month WHERE dropped_at IS NOT NULL ORDER BY dropped_at DESC`,
    );
    for (const row of noted.rows) {
      const [month, droppedIn] = [columnText(row, 'month'), columnText(row, 'dropped_in')];
      if (month < droppedIn && months.has(droppedIn)) months.add(month);
    }
    const dropped = new Map<string, DroppedMonth>();
    for (const month of months) {
      const stored = await countStored(execute, schema, month);
      dropped.set(month, { month, stored, said: said.get(month) });
    }
    return dropped;
  });
  if (read.isOk() || !isCorrupted(read.error)) return read;
  problems.add({ kind: 'unreadable', detail: 'the database cannot tell which months were dropped' });
  return ok(new Map());
}

async function readSaid(
  execute: Execute,
  schema: SchemaName,
): Promise<ReadonlyMap<string, NonNullable<DroppedMonth['said']>>> {
  const { rows } = await execute(
    `SELECT leaf.position, event.id, leaf.entry, ${eventColumns}
     FROM ${schema.identifier}.stored_event AS event
     LEFT JOIN ${schema.identifier}.tree_leaf AS leaf ON leaf.id = event.id AND leaf.occurred_at = event.occurred_at
     WHERE event.action = 'auditrail.month.drop'`,
  );
  const said = new Map<string, NonNullable<DroppedMonth['said']>>();
  for (const row of rows) {
    const position = row['position'] ?? undefined;
    const drop =
      position === undefined || compareEvent(row).length === 0 ? parseDrop(columnText(row, 'body')) : undefined;
    if (drop === undefined) continue;
    const { month, events } = drop;
    said.set(month, {
      id: columnText(row, 'id'),
      events,
      position: position === undefined ? undefined : Number(position),
    });
  }
  return said;
}

async function countStored(execute: Execute, schema: SchemaName, month: string): Promise<number> {
  const { rows } = await execute(
    `SELECT count(*) AS count FROM ${schema.identifier}.stored_event
     WHERE occurred_at >= $1::timestamptz AND occurred_at < $1::timestamptz + interval '1 month'`,
    [`${month}-01T00:00:00Z`],
  );
  return Number(rows[0]?.['count']);
}

/** What the event of a drop says; undefined where it is none that the log makes. */
function parseDrop(body: string): { readonly month: string; readonly events: number } | undefined {
  try {
    const event = JSON.parse(body) as {
      readonly resource?: { readonly id?: unknown };
      readonly metadata?: { readonly events?: unknown };
    };
    const [month, events] = [event.resource?.id, event.metadata?.events];
    const isDrop = typeof month === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(month) && typeof events === 'number';
    return isDrop ? { month, events } : undefined;
  } catch {
    return undefined;
  }
}

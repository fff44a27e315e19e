import type { AuditError } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { compareEvent } from './compare-event.js';
import { eventColumns } from './read-leaves.js';

/** The months that were dropped, `YYYY-MM` in UTC, each with how many events it had where an event still says so. */
export type DroppedMonths = ReadonlyMap<string, number | undefined>;

/**
 * Finds the months of which the log itself says that they were dropped, in events that are what was sealed, or are about
 * to be. What the database notes beside the log counts only for months whose own event went with a later month.
 */
export async function readDroppedMonths(
  pool: ConnectionPool,
  schema: SchemaName,
): Promise<Result<DroppedMonths, AuditError>> {
  const events = await pool.read(
    `SELECT leaf.position, leaf.id, leaf.entry, ${eventColumns}
     FROM ${schema.identifier}.stored_event AS event
     LEFT JOIN ${schema.identifier}.tree_leaf AS leaf ON leaf.id = event.id AND leaf.occurred_at = event.occurred_at
     WHERE event.action = 'auditrail.month.drop'`,
    [],
  );
  if (events.isErr()) return err(events.error);
  const dropped = new Map<string, number | undefined>();
  for (const row of events.value.rows) {
    const isSealed = row['entry'] !== null && row['entry'] !== undefined;
    const drop = !isSealed || compareEvent(row).length === 0 ? parseDrop(columnText(row, 'body')) : undefined;
    if (drop !== undefined) dropped.set(drop.month, drop.events);
  }
  const noted = await pool.read(
    `SELECT to_char(month, 'YYYY-MM') AS month, to_char(timezone('UTC', dropped_at), 'YYYY-MM') AS dropped_in
     FROM ${schema.identifier}.archived_month WHERE dropped_at IS NOT NULL ORDER BY dropped_at DESC`,
    [],
  );
  if (noted.isErr()) return err(noted.error);
  for (const row of noted.value.rows) {
    const [month, droppedIn] = [columnText(row, 'month'), columnText(row, 'dropped_in')];
    if (!dropped.has(month) && month < droppedIn && dropped.has(droppedIn)) dropped.set(month, undefined);
  }
  return ok(dropped);
}

function parseDrop(body: string): { readonly month: string; readonly events: number } | undefined {
  try {
    const event = JSON.parse(body) as {
      readonly resource?: { readonly id?: unknown };
      readonly metadata?: { readonly events?: unknown };
    };
    const [month, events] = [event.resource?.id, event.metadata?.events];
    return typeof month === 'string' && typeof events === 'number' ? { month, events } : undefined;
  } catch {
    return undefined;
  }
}

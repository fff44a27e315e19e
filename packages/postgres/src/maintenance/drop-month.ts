import type { AuditError } from '@auditrail/core';
import { err, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { changeSchema } from '../schema/change-schema.js';
import type { SchemaName } from '../schema/schema-name.js';
import { firstDayOf } from './month.js';
import { explainRefusal } from './retention-refusal.js';

/** What was dropped. */
export interface DroppedMonth {
  readonly month: string;
  readonly events: number;
}

/** Drops a month that retention gives free, and records that in the same transaction. */
export async function dropMonth(
  pool: ConnectionPool,
  schema: SchemaName,
  month: string,
): Promise<Result<DroppedMonth, AuditError>> {
  const firstDay = firstDayOf(month);
  if (firstDay.isErr()) return err(firstDay.error);
  const dropped = await changeSchema(pool, async (execute) => {
    const { rows } = await execute(`SELECT ${schema.identifier}.drop_month($1) AS events`, [firstDay.value]);
    return { month, events: Number(rows[0]?.['events']) };
  });
  return dropped.mapErr(explainRefusal);
}

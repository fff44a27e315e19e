import { AuditError } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { changeSchema } from '../schema/change-schema.js';
import type { SchemaName } from '../schema/schema-name.js';
import { adoptDefault, type Adoption } from './adopt-default.js';
import { createPartitions, defaultMonthsAhead } from './create-partitions.js';

export interface MaintenanceOptions {
  /** How many coming months have their partitions afterwards: 1 to 120. Default 12. */
  readonly monthsAhead?: number | undefined;
}

/** What maintenance has done, and found; empty lists when all was well. */
export interface MaintenanceReport extends Adoption {
  /** The names of the partitions that were made. */
  readonly partitions: readonly string[];
  /** The months (`YYYY-MM`) that are older than the maximum retention, oldest first. They are not dropped. */
  readonly expired: readonly string[];
}

const mostMonthsAhead = 120;

/** Brings the partitions in order. Attaching one reads the default partition, so that is emptied first. */
export async function maintain(
  pool: ConnectionPool,
  schema: SchemaName,
  { monthsAhead = defaultMonthsAhead }: MaintenanceOptions,
): Promise<Result<MaintenanceReport, AuditError>> {
  if (!Number.isInteger(monthsAhead) || monthsAhead < 1 || monthsAhead > mostMonthsAhead) {
    return err(new AuditError('OPTIONS_INVALID', 'monthsAhead must be an integer from 1 to 120'));
  }
  const first = await adoptDefault(pool, schema);
  if (first.isErr()) return err(first.error);
  const partitions = await changeSchema(pool, (execute) => createPartitions(execute, schema, monthsAhead));
  if (partitions.isErr()) return err(partitions.error);
  // A transaction that was open then may have put events there since.
  const second = await adoptDefault(pool, schema);
  if (second.isErr()) return err(second.error);
  const expired = await pool.read(
    `SELECT to_char(month, 'YYYY-MM') AS month FROM ${schema.identifier}.expired_months() AS month`,
    [],
  );
  if (expired.isErr()) return err(expired.error);
  return ok({
    partitions: partitions.value,
    adopted: [...first.value.adopted, ...second.value.adopted],
    unverified: second.value.unverified,
    expired: expired.value.rows.map((row) => columnText(row, 'month')),
  });
}

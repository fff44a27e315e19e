import { AuditError } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { changeSchema } from '../schema/change-schema.js';
import type { SchemaName } from '../schema/schema-name.js';

/** How long months are kept, in whole months after their end; `null` sets no bound. */
export interface Retention {
  /** A younger month cannot be dropped. 0 to 1,200. */
  readonly minimumMonths: number | null;
  /** Maintenance names older months; it does not drop them. 1 to 1,200, and not below the minimum. */
  readonly maximumMonths: number | null;
}

const most = 1200;

/** Replaces the bounds, and records that. */
export async function setRetention(
  pool: ConnectionPool,
  schema: SchemaName,
  { minimumMonths, maximumMonths }: Retention,
): Promise<Result<void, AuditError>> {
  if (!isWithin(minimumMonths, 0) || !isWithin(maximumMonths, 1) || (minimumMonths ?? 0) > (maximumMonths ?? most)) {
    return err(
      new AuditError(
        'OPTIONS_INVALID',
        'minimumMonths must be null or an integer from 0 to 1200, maximumMonths null or one from 1 that is not below it',
      ),
    );
  }
  const done = await changeSchema(pool, (execute) =>
    execute(`SELECT ${schema.identifier}.set_retention($1, $2)`, [minimumMonths, maximumMonths]),
  );
  return done.andThen(() => ok(undefined));
}

function isWithin(months: unknown, least: number): boolean {
  return months === null || (Number.isInteger(months) && Number(months) >= least && Number(months) <= most);
}

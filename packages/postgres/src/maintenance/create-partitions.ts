import type { AuditError } from '@auditrail/core';
import type { Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { untilUnlocked } from '../connection/until-unlocked.js';
import { prepareChange } from '../schema/prepare-change.js';
import type { SchemaName } from '../schema/schema-name.js';

/** How many coming months have their partitions, unless somebody asks for another number. */
export const defaultMonthsAhead = 12;

/** Makes the partitions that are missing from last month to some months ahead; returns their names. */
export async function createPartitions(
  pool: ConnectionPool,
  schema: SchemaName,
  monthsAhead: number,
): Promise<Result<readonly string[], AuditError>> {
  return untilUnlocked(() =>
    pool.transaction(async (execute) => {
      await prepareChange(execute);
      const { rows } = await execute(`SELECT name FROM ${schema.identifier}.create_partitions($1) AS name`, [
        monthsAhead,
      ]);
      return rows.map(({ name }) => name ?? '');
    }),
  );
}

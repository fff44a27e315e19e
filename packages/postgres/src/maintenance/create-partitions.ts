import type { Execute } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';

/** How many coming months have their partitions, unless somebody asks for another number. */
export const defaultMonthsAhead = 12;

/** Makes the partitions that are missing from last month to some months ahead; returns their names. */
export async function createPartitions(
  execute: Execute,
  schema: SchemaName,
  monthsAhead: number,
): Promise<readonly string[]> {
  const { rows } = await execute(`SELECT name FROM ${schema.identifier}.create_partitions($1) AS name`, [monthsAhead]);
  return rows.map(({ name }) => name ?? '');
}

import type { AuditError } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { changeSchema } from '../schema/change-schema.js';
import type { SchemaName } from '../schema/schema-name.js';

/** What has become of the events in the default partition. */
export interface Adoption {
  /** Partitions that have taken their month's events over from the default partition. */
  readonly adopted: readonly string[];
  /** Tables that were the default partition and hold rows which the log does not: kept, for people to look at. */
  readonly unverified: readonly string[];
}

/**
 * Gives the events of a filled default partition to partitions of their months, then drops what was the default
 * partition, in a transaction of its own: comparing every row takes long, and holds nobody up.
 */
export async function adoptDefault(pool: ConnectionPool, schema: SchemaName): Promise<Result<Adoption, AuditError>> {
  const adopted = await change(pool, `SELECT name FROM ${schema.identifier}.adopt_default() AS name`);
  if (adopted.isErr()) return err(adopted.error);
  const copied = await change(pool, `SELECT table_name, is_dropped FROM ${schema.identifier}.drop_copied_defaults()`);
  if (copied.isErr()) return err(copied.error);
  return ok({
    adopted: adopted.value.map((row) => columnText(row, 'name')),
    unverified: copied.value.filter((row) => row['is_dropped'] === 'f').map((row) => columnText(row, 'table_name')),
  });
}

type Row = Readonly<Record<string, string | null>>;

async function change(pool: ConnectionPool, text: string): Promise<Result<readonly Row[], AuditError>> {
  return changeSchema(pool, async (execute) => (await execute(text)).rows);
}

import type { AuditError } from '@auditrail/core';
import type { Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import type { Retention } from './set-retention.js';

/** Reads the bounds that are set. */
export async function readRetention(pool: ConnectionPool, schema: SchemaName): Promise<Result<Retention, AuditError>> {
  const found = await pool.read(`SELECT minimum_months, maximum_months FROM ${schema.identifier}.retention`, []);
  return found.map(({ rows }) => ({
    minimumMonths: monthsIn(rows[0]?.['minimum_months']),
    maximumMonths: monthsIn(rows[0]?.['maximum_months']),
  }));
}

function monthsIn(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}

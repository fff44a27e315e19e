import type { AuditError } from '@auditrail/core';
import { err, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import type { AppendStatement } from './append-statement.js';
import { checkStored } from './check-stored.js';

/**
 * Stores bodies in one statement and transaction. A lost connection or a deadlock is tried once more, which is safe
 * because storing a body again is; when that fails too, nobody knows (OUTCOME_UNKNOWN).
 */
export async function appendImmediately(
  pool: ConnectionPool,
  statement: AppendStatement,
  bodies: readonly string[],
): Promise<Result<void, AuditError>> {
  const attempt = async (): Promise<Result<void, AuditError>> =>
    (await pool.run(statement.text, statement.values(bodies))).andThen((result) => checkStored(result, bodies.length));
  const first = await attempt();
  if (first.isOk() || !['OUTCOME_UNKNOWN', 'TRANSACTION_ROLLED_BACK'].includes(first.error.code)) {
    return first;
  }
  const second = await attempt();
  const stillUnknown = first.error.code === 'OUTCOME_UNKNOWN' && second.isErr();
  return stillUnknown && second.error.code !== 'STORE_REJECTED' ? err(first.error) : second;
}

import type { AuditError } from '@auditrail/core';
import type { Result } from 'neverthrow';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import { untilUnlocked } from '../connection/until-unlocked.js';
import { prepareChange } from './prepare-change.js';

/** Runs a change of the log in a transaction of its own, again while somebody else is at work there. */
export async function changeSchema<Value>(
  pool: ConnectionPool,
  change: (execute: Execute) => Promise<Value>,
): Promise<Result<Value, AuditError>> {
  return untilUnlocked(() =>
    pool.transaction(async (execute) => {
      await prepareChange(execute);
      return change(execute);
    }),
  );
}

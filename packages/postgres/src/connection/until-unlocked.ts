import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditError } from '@auditrail/core';
import type { Result } from 'neverthrow';
import { sqlState } from './database-fault.js';

const attempts = 60;

// Two first runs at once collide on names, every later one waits for a lock: both just have to come back.
const comeBackLater: readonly (string | undefined)[] = [
  '23505', // unique_violation, of a catalogue
  '42P06', // duplicate_schema
  '42P07', // duplicate_table
  '42710', // duplicate_object
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
];

/** Runs a change of the schema again while somebody else is at work there; gives up after about a quarter of a minute. */
export async function untilUnlocked<Value>(
  run: () => Promise<Result<Value, AuditError>>,
): Promise<Result<Value, AuditError>> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await run();
    if (outcome.isOk() || attempt === attempts || !comeBackLater.includes(sqlState(outcome.error.cause))) {
      return outcome;
    }
    await sleep(50 + Math.random() * 200);
  }
}

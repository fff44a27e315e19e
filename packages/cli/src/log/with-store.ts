import { PostgresAuditStore } from '@auditrail/postgres';
import type { Result } from 'neverthrow';
import type { GeneralValues } from '../command-line/general-options.js';
import type { Surroundings } from '../command-line/surroundings.js';
import type { Failure } from '../failure/failure.js';

// The most that the store takes: whoever waits can see it, and stop it.
const statementTimeoutMs = 600_000;

/** Runs work on the log that the options and the environment name, and closes it. Throws OPTIONS_INVALID. */
export async function withStore<Value>(
  { 'connection-string': connectionString, schema }: GeneralValues,
  { env }: Surroundings,
  work: (store: PostgresAuditStore) => Promise<Result<Value, Failure>>,
): Promise<Result<Value, Failure>> {
  const url = connectionString ?? (env['DATABASE_URL'] === '' ? undefined : env['DATABASE_URL']);
  const store = new PostgresAuditStore({ connectionString: url, schema, statementTimeoutMs });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

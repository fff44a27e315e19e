import { PostgresAuditStore } from '@auditrail/postgres';
import type { Result } from 'neverthrow';
import type { GeneralValues } from '../command-line/general-options.js';
import type { Surroundings } from '../command-line/surroundings.js';
import type { Failure } from '../failure/failure.js';

// The most that the store takes: whoever waits can see it, and stop it.
const statementTimeoutMs = 600_000;

/** Runs work on the log that the options and the environment name, and closes it. Throws OPTIONS_INVALID. */
export async function withStore<Value>(
  values: GeneralValues,
  surroundings: Surroundings,
  work: (store: PostgresAuditStore) => Promise<Result<Value, Failure>>,
): Promise<Result<Value, Failure>> {
  const connectionString = connectionUrl(values, surroundings);
  const store = new PostgresAuditStore({ connectionString, schema: values.schema, statementTimeoutMs });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The database that the options or the environment name; undefined leaves it to the PG* variables. */
export function connectionUrl(
  { 'connection-string': connectionString }: GeneralValues,
  { env }: Surroundings,
): string | undefined {
  return connectionString ?? (env['DATABASE_URL'] === '' ? undefined : env['DATABASE_URL']);
}

import { AuditError, type OpenTransaction, type StatementResult } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { executeWithin } from './transaction-appender.js';

// No table of ours: in another database it may be missing, and the error would end the transaction.
const identity = `SELECT system_identifier::text AS cluster, oid::text AS database
FROM pg_control_system(), pg_database WHERE datname = current_database()`;

/** Makes sure that a transaction is one of the store's own database; asks once for each database handle. */
export class DatabaseComparison {
  readonly #pool: ConnectionPool;
  readonly #known = new WeakMap<object, Result<void, AuditError>>();

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  /** Fails with STORE_DATABASE_MISMATCH. */
  async check(transaction: OpenTransaction): Promise<Result<void, AuditError>> {
    const known = this.#known.get(transaction.database);
    if (known !== undefined) return known;
    const ours = await this.#pool.read(identity, []);
    if (ours.isErr()) return err(ours.error);
    const theirs = await executeWithin(transaction, identity, []);
    if (theirs.isErr()) return err(theirs.error);
    const same = nameOf(ours.value) === nameOf(theirs.value);
    const outcome = same ? ok(undefined) : err(mismatch());
    this.#known.set(transaction.database, outcome);
    return outcome;
  }
}

function nameOf({ rows }: StatementResult): string {
  return `${rows[0]?.['cluster']}/${rows[0]?.['database']}`;
}

function mismatch(): AuditError {
  return new AuditError('STORE_DATABASE_MISMATCH', "The transaction is not one of the audit store's database");
}

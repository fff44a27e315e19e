import { AuditError } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { schemaVersion } from './migration.js';
import type { SchemaName } from './schema-name.js';

/** Makes sure that the schema serves this version of the package; asks until it does, then never again. */
export class CompatibilityCheck {
  readonly #pool: ConnectionPool;
  readonly #text: string;
  #passed = false;

  constructor(pool: ConnectionPool, schema: SchemaName) {
    this.#pool = pool;
    this.#text = `SELECT compatible_from, schema_version FROM ${schema.identifier}.installation`;
  }

  /** Fails with SCHEMA_MISSING or SCHEMA_INCOMPATIBLE. */
  async run(): Promise<Result<void, AuditError>> {
    if (this.#passed) return ok(undefined);
    const found = await this.#pool.read(this.#text, []);
    if (found.isErr()) return err(found.error);
    const compatibleFrom = Number(found.value.rows[0]?.['compatible_from'] ?? Infinity);
    if (compatibleFrom > schemaVersion) return incompatible('newer than this version of @auditrail/postgres');
    const version = Number(found.value.rows[0]?.['schema_version'] ?? 0);
    if (version < schemaVersion) {
      return incompatible('older than this version of @auditrail/postgres; run store.migrate()');
    }
    this.#passed = true;
    return ok(undefined);
  }
}

function incompatible(how: string): Result<void, AuditError> {
  return err(new AuditError('SCHEMA_INCOMPATIBLE', `The audit schema is ${how}`));
}

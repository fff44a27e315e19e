import { PostgresAuditStore } from '../postgres-audit-store.js';
import type { PostgresAuditStoreOptions } from '../postgres-audit-store-options.js';
import { readMigrations } from './migration.js';

/** A migration as Umzug takes it. There is no way down: the log is append-only. */
export interface UmzugMigration {
  readonly name: string;
  readonly up: () => Promise<void>;
}

/**
 * The migrations for Umzug's option `migrations`, one for each version of the schema, so that a new version of this
 * package is pending there. Each runs `migrate()` on connections of its own, and rejects with its AuditError.
 */
export function umzugMigrations(options: PostgresAuditStoreOptions = {}): () => Promise<UmzugMigration[]> {
  return async () => {
    const migrations = await readMigrations();
    if (migrations.isErr()) throw migrations.error;
    return migrations.value.map(({ version, name }) => ({
      name: `auditrail-${String(version).padStart(4, '0')}-${name}`,
      up: () => migrateOnce(options),
    }));
  };
}

async function migrateOnce(options: PostgresAuditStoreOptions): Promise<void> {
  const store = new PostgresAuditStore(options);
  try {
    const migrated = await store.migrate();
    if (migrated.isErr()) throw migrated.error;
  } finally {
    await store.close();
  }
}

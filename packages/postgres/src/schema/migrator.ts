import { AuditError } from '@auditrail/core';
import { err, type Result } from 'neverthrow';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import { createPartitions, defaultMonthsAhead } from '../maintenance/create-partitions.js';
import { changeSchema } from './change-schema.js';
import { asOwner } from '../roles/as-owner.js';
import { installRoles, type InstalledRoles } from '../roles/install-roles.js';
import type { RolesChoice } from '../roles/roles-option.js';
import { readMigrations, schemaVersion, type Migration } from './migration.js';
import { fillInSchema, type SchemaName } from './schema-name.js';

/** What a migration run has done; empty lists when nothing was missing. */
export interface MigrationReport {
  /** The names of the migrations that were applied. */
  readonly migrations: readonly string[];
  /** The names of the partitions that were made. */
  readonly partitions: readonly string[];
  /** Who does what in the log from now on; `single` where one role does everything. */
  readonly roles: InstalledRoles;
}

/**
 * Brings a schema up to date: each missing migration, then the roles, then the missing partitions, each in a transaction
 * of its own that holds a lock on schema_migration, a table that only its owner can lock. An advisory lock could be held
 * by anyone.
 */
export async function migrate(
  pool: ConnectionPool,
  schema: SchemaName,
  roles: RolesChoice,
): Promise<Result<MigrationReport, AuditError>> {
  const migrations = await readMigrations();
  if (migrations.isErr()) return err(migrations.error);
  const applied: string[] = [];
  for (const migration of migrations.value) {
    const outcome = await changeSchema(pool, (execute) =>
      asOwner(execute, schema, () => apply(execute, schema, migration)),
    );
    if (outcome.isErr()) return err(outcome.error);
    if (outcome.value) applied.push(migration.name);
  }
  const installed = await changeSchema(pool, (execute) => installRoles(execute, schema, roles));
  if (installed.isErr()) return err(installed.error);
  const partitions = await changeSchema(pool, (execute) =>
    asOwner(execute, schema, () => createPartitions(execute, schema, defaultMonthsAhead)),
  );
  return partitions.map((names) => ({ migrations: applied, partitions: names, roles: installed.value }));
}

/** Applies one migration unless it has been applied; tells whether it did. */
async function apply(execute: Execute, schema: SchemaName, migration: Migration): Promise<boolean> {
  const recorded = await findRecord(execute, schema, migration.version);
  if (recorded !== undefined) {
    refuseDifference(recorded, migration);
    return false;
  }
  await execute(fillInSchema(migration.sql, schema));
  await execute(`INSERT INTO ${schema.identifier}.schema_migration (version, name, checksum) VALUES ($1, $2, $3)`, [
    migration.version,
    migration.name,
    migration.checksum,
  ]);
  return true;
}

interface MigrationRecord {
  readonly checksum: string | null;
  readonly compatibleFrom: number;
}

/** Takes the lock and reads what is recorded of a version; makes the schema where there is none. */
async function findRecord(execute: Execute, schema: SchemaName, version: number): Promise<MigrationRecord | undefined> {
  const found = await execute(`SELECT to_regclass($2) IS NOT NULL AS migrated FROM pg_namespace WHERE nspname = $1`, [
    schema.plain,
    `${schema.identifier}.schema_migration`,
  ]);
  if (found.rows[0] === undefined) await execute(`CREATE SCHEMA ${schema.identifier}`);
  if (found.rows[0]?.['migrated'] !== 't') return undefined;
  await execute(`LOCK TABLE ${schema.identifier}.schema_migration IN SHARE ROW EXCLUSIVE MODE`);
  const { rows } = await execute(
    `SELECT checksum, compatible_from
     FROM ${schema.identifier}.schema_migration, ${schema.identifier}.installation WHERE version = $1`,
    [version],
  );
  return rows[0] && { checksum: rows[0]['checksum'] ?? null, compatibleFrom: Number(rows[0]['compatible_from']) };
}

function refuseDifference(recorded: MigrationRecord, { name, checksum }: Migration): void {
  if (recorded.compatibleFrom > schemaVersion) {
    throw new AuditError('SCHEMA_INCOMPATIBLE', 'The audit schema is newer than this version of @auditrail/postgres');
  }
  if (recorded.checksum !== checksum) {
    throw new AuditError('SCHEMA_INCOMPATIBLE', `The audit schema was made by another text of migration ${name}`);
  }
}

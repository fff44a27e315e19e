import { AuditError } from '@auditrail/core';
import { errAsync, type ResultAsync } from 'neverthrow';
import { defaultMonthsAhead } from '../maintenance/create-partitions.js';
import { parseRolesOption, type RolesChoice, type RolesOption } from '../roles/roles-option.js';
import { readMigrations, schemaVersion, type Migration } from './migration.js';
import { fillInSchema, quoteSchemaName, type SchemaName } from './schema-name.js';

export interface PrintOptions {
  /** Default `auditrail`. */
  readonly schema?: string | undefined;
  /** Who does what in the log, as in `migrate()`. */
  readonly roles?: RolesOption | undefined;
  /** The version that the schema has: only later migrations are printed. Default 0, none. */
  readonly since?: number | undefined;
}

/**
 * The migrations as one SQL script, for psql or a migration tool, to be run once and in one transaction. It records what
 * it has applied as `migrate()` does, which finds nothing left to do. Throws OPTIONS_INVALID for a schema's name that
 * cannot be.
 */
export function printMigrations({ schema = 'auditrail', roles, since = 0 }: PrintOptions = {}): ResultAsync<
  string,
  AuditError
> {
  const name = quoteSchemaName(schema);
  if (!Number.isInteger(since) || since < 0 || since > schemaVersion) {
    return errAsync(new AuditError('OPTIONS_INVALID', `since must be an integer from 0 to ${String(schemaVersion)}`));
  }
  const choice = parseRolesOption(roles);
  if (choice.isErr()) return errAsync(choice.error);
  return readMigrations().map((migrations) => {
    const missing = migrations.filter(({ version }) => version > since);
    return [
      `-- Auditrail: the audit log, from version ${String(since)} to ${String(schemaVersion)}. Run it once, in one transaction.`,
      `SET LOCAL search_path = pg_catalog, pg_temp;`,
      ...(since === 0 ? [`CREATE SCHEMA IF NOT EXISTS ${name.identifier};`] : []),
      ...missing.map((migration) => printMigration(name, migration)),
      printRoles(name, choice.value),
      `SELECT ${name.identifier}.create_partitions(${String(defaultMonthsAhead)});`,
      '',
    ].join('\n\n');
  });
}

/** Unless roles are chosen, those that are installed get exactly their rights. */
function printRoles({ identifier }: SchemaName, choice: RolesChoice): string {
  return typeof choice === 'object'
    ? `SELECT ${identifier}.install_roles('${JSON.stringify(choice).replaceAll("'", "''")}');`
    : `SELECT ${identifier}.install_roles('{}') WHERE EXISTS (SELECT FROM ${identifier}.installed_role);`;
}

function printMigration(schema: SchemaName, { version, name, sql, checksum }: Migration): string {
  return `-- ${String(version).padStart(4, '0')}-${name}

${fillInSchema(sql, schema).trimEnd()}

INSERT INTO ${schema.identifier}.schema_migration (version, name, checksum)
VALUES (${String(version)}, '${name}', '${checksum}');`;
}

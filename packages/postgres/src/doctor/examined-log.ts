import { columnText } from '../connection/column-text.js';
import type { Execute } from '../connection/connection-pool.js';
import type { RolePurpose } from '../roles/role-purpose.js';
import type { SchemaName } from '../schema/schema-name.js';
import type { Finding } from './finding.js';

/** A log that is looked at, within one snapshot of the database. */
export interface ExaminedLog {
  readonly schema: SchemaName;
  /** The values of each row as text. */
  readonly rows: (
    text: string,
    values?: readonly unknown[],
  ) => Promise<readonly Readonly<Record<string, string | null>>[]>;
  /** The role that owns the log. */
  readonly owner: string;
  /** The installed roles by purpose, `single`, or undefined where the role of the connection may not see them. */
  readonly roles: Readonly<Record<RolePurpose, string>> | 'single' | undefined;
  readonly serverVersion: number;
}

/** Looks at one thing, or several that belong together. */
export type Check = (log: ExaminedLog) => Promise<readonly Finding[]>;

/** Finds the log of a schema; undefined where there is none. */
export async function findLog(execute: Execute, schema: SchemaName): Promise<ExaminedLog | undefined> {
  const rows: ExaminedLog['rows'] = async (text, values) => (await execute(text, values)).rows;
  const [found] = await rows(
    `SELECT pg_catalog.pg_get_userbyid(class.relowner) AS owner,
       pg_catalog.current_setting('server_version_num') AS server_version,
       pg_catalog.has_schema_privilege(namespace.oid, 'USAGE') AS may_use
     FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
     WHERE namespace.nspname = $1 AND class.relname = 'event' AND class.relkind = 'p'`,
    [schema.plain],
  );
  if (found === undefined) return undefined;
  return {
    schema,
    rows,
    owner: columnText(found, 'owner'),
    serverVersion: Number(found['server_version']),
    roles: found['may_use'] === 't' ? await readRoles(rows, schema) : undefined,
  };
}

async function readRoles(rows: ExaminedLog['rows'], schema: SchemaName): Promise<ExaminedLog['roles']> {
  const table = `${schema.identifier}.installed_role`;
  const [seen] = await rows(
    `SELECT coalesce(pg_catalog.has_table_privilege(pg_catalog.to_regclass($1), 'SELECT'), false) AS may`,
    [table],
  );
  if (seen?.['may'] !== 't') return undefined;
  const installed = await rows(`SELECT purpose, role_name FROM ${table}`);
  if (installed.length === 0) return 'single';
  return Object.fromEntries(
    installed.map((row) => [columnText(row, 'purpose'), columnText(row, 'role_name')]),
  ) as Record<RolePurpose, string>;
}

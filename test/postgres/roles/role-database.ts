import type { PostgresAuditStore, PostgresAuditStoreOptions } from '@auditrail/postgres';
import pg from 'pg';
import { createAuditDatabase, type AuditDatabase } from '../audit-database.js';
import type { PostgresVersion } from '../../postgres-server/test-database.js';

/** A database with logins of its own, which go with it. Roles belong to the whole server, so their names hold its name. */
export interface RoleDatabase extends AuditDatabase {
  /** Makes a role that may log in, `<name>_<database>`, with attributes and options as CREATE ROLE has them. */
  createLogin(name: string, options?: string): Promise<string>;
  /** A store that connects as a role. */
  openStoreAs(role: string, options?: PostgresAuditStoreOptions): PostgresAuditStore;
  /** A connection as a role; closed with the database. */
  connectAs(role: string): Promise<pg.Client>;
}

/** Creates a database in which a suite makes roles. */
export async function createRoleDatabase(version: PostgresVersion): Promise<RoleDatabase> {
  const database = await createAuditDatabase(version);
  const { socketDirectory: host, database: name } = database;
  const clients: pg.Client[] = [];
  return {
    ...database,
    createLogin: async (prefix, options = '') => {
      const role = `${prefix}_${name}`;
      await database.sql(`CREATE ROLE ${role} LOGIN ${options}`);
      return role;
    },
    openStoreAs: (user, options = {}) =>
      database.openStore({ ...options, connection: { host, user, database: name }, connectionString: undefined }),
    connectAs: async (user) => {
      const client = new pg.Client({ host, user, database: name });
      client.on('error', () => undefined);
      clients.push(client);
      await client.connect();
      return client;
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.end()));
      const connectionString = database.connectionString.replace(`/${name}?`, '/postgres?');
      await database.close();
      await dropRoles(connectionString, name);
    },
  };
}

async function dropRoles(connectionString: string, suffix: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: string }>(
      `SELECT quote_ident(rolname) AS role FROM pg_roles WHERE right(rolname, $1) = $2`,
      [suffix.length, suffix],
    );
    if (rows.length > 0) await client.query(`DROP ROLE ${rows.map(({ role }) => role).join(', ')}`);
  } finally {
    await client.end();
  }
}

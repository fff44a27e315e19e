import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { PostgresVersion } from './postgres-versions.js';
import { getSharedServer } from './shared-servers.js';

export { postgresVersions } from './postgres-versions.js';
export type { PostgresVersion } from './postgres-versions.js';

/** An empty database that belongs to one test or suite. */
export interface TestDatabase {
  readonly connectionString: string;
  readonly database: string;
  /** What a client takes as its `host`. */
  readonly socketDirectory: string;
  readonly user: string;
  /** Deletes the database, ending whatever is connected to it. */
  drop(): Promise<void>;
}

/** Creates a database with a random name on the shared server of this version. */
export async function createTestDatabase(version: PostgresVersion): Promise<TestDatabase> {
  const server = await getSharedServer(version);
  const database = `test_${randomBytes(8).toString('hex')}`;
  await execute(server.connectionString(), `CREATE DATABASE ${database} TEMPLATE template0`);
  return {
    connectionString: server.connectionString(database),
    database,
    socketDirectory: server.socketDirectory,
    user: server.user,
    drop: () => execute(server.connectionString(), `DROP DATABASE ${database} WITH (FORCE)`),
  };
}

async function execute(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

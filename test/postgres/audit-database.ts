import { PostgresAuditStore, type PostgresAuditStoreOptions } from '@auditrail/postgres';
import pg from 'pg';
import { createTestDatabase, type PostgresVersion, type TestDatabase } from '../postgres-server/test-database.js';

type Row = Record<string, unknown>;

/** A database of one suite, with everything that the suite opened on it. */
export interface AuditDatabase extends TestDatabase {
  /** Another store on it; closed with the database. */
  openStore(options?: PostgresAuditStoreOptions): PostgresAuditStore;
  /** Runs SQL as the superuser, outside of every store. */
  sql(text: string, values?: unknown[]): Promise<Row[]>;
  /** A connection of its own; closed with the database. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
}

/** Creates a database without an audit schema. */
export async function createAuditDatabase(version: PostgresVersion): Promise<AuditDatabase> {
  const database = await createTestDatabase(version);
  const stores: PostgresAuditStore[] = [];
  const clients: pg.Client[] = [];
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: database.connectionString });
    client.on('error', () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  };
  const admin = await connect();
  return {
    ...database,
    connect,
    openStore: (options = {}) => {
      const store = new PostgresAuditStore({ connectionString: database.connectionString, ...options });
      stores.push(store);
      return store;
    },
    sql: async (text, values) => (await admin.query<Row>(text, values)).rows,
    close: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await Promise.all(clients.map((client) => client.end()));
      await database.drop();
    },
  };
}

/** Creates a database with an audit schema and one store on it. */
export async function createMigratedDatabase(
  version: PostgresVersion,
): Promise<AuditDatabase & { readonly store: PostgresAuditStore }> {
  const database = await createAuditDatabase(version);
  const store = database.openStore();
  (await store.migrate())._unsafeUnwrap();
  return { ...database, store };
}

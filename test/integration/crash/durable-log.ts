import { startEphemeralPostgres } from '@auditrail-examples/ephemeral-postgres';
import { PostgresAuditStore } from '@auditrail/postgres';
import pg from 'pg';

/** A server of a test's own, whose crash disturbs nobody else, with a log and a table of business rows. */
export interface DurableLog {
  readonly host: string;
  readonly user: string;
  readonly database: string;
  /** Ends a server process as a crash would: PostgreSQL ends all others, and recovers from its write-ahead log. */
  crash(): Promise<void>;
  /** Resolves once the server takes connections again. */
  untilUp(): Promise<void>;
  /** What is stored: ids of events recorded at once, business rows, and the events of business rows. */
  contents(): Promise<LogContents>;
  stop(): Promise<void>;
}

export interface LogContents {
  readonly recorded: ReadonlySet<string>;
  readonly rows: ReadonlySet<string>;
  readonly rowEvents: ReadonlySet<string>;
}

const database = 'postgres';

/** Commits wait for nothing but what the store itself asks for: synchronous_commit is off on this server. */
export async function startDurableLog(): Promise<DurableLog> {
  const server = await startEphemeralPostgres();
  const { socketDirectory: host, user } = server;
  const store = new PostgresAuditStore({ connection: { host, user, database } });
  (await store.migrate())._unsafeUnwrap();
  (await store.close())._unsafeUnwrap();

  async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ host, user, database });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }
  const column = async (sql: string) => new Set((await query(sql)).map(({ value }) => String(value)));

  await query('CREATE TABLE invoice (id uuid PRIMARY KEY)');
  return {
    host,
    user,
    database,
    crash: async () => {
      const client = new pg.Client({ host, user, database });
      client.on('error', () => undefined);
      await client.connect();
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const ended = new Promise((resolve) => client.once('end', resolve));
      process.kill(rows[0]?.pid ?? NaN, 'SIGKILL');
      await ended;
    },
    untilUp: async () => {
      for (;;) {
        const isUp = await query('SELECT').then(
          () => true,
          () => false,
        );
        if (isUp) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    contents: async () => ({
      recorded: await column(`SELECT id AS value FROM auditrail.event WHERE source = 'application'`),
      rows: await column('SELECT id AS value FROM invoice'),
      rowEvents: await column(`SELECT resource_id AS value FROM auditrail.event WHERE action = 'invoice.create'`),
    }),
    stop: () => server.stop(),
  };
}

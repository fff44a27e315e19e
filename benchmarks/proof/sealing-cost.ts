import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { generateNoteKey } from '@auditrail/integrity';
import { PostgresAuditStore } from '@auditrail/postgres';
import pg from 'pg';
import type { GroupSettings } from '../benchmark-group.js';
import { connectionUrl, type BenchServer } from '../database/bench-server.js';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave } from '../measure/interleave.js';
import { makeFullBody } from '../store/full-body.js';

const writers = 16;
const transactionsPerSecond = 'transactions/s';
const lag = 'ms from the last commit until everything is sealed and signed';
const program = fileURLToPath(new URL('../../../packages/cli/dist/auditrail.js', import.meta.url));

const schemas = { plain: 'bench_unsealed', sealed: 'bench_sealed', chained: 'bench_chained' } as const;

/** How much of the writers' throughput is left while somebody seals, and beside a chain in their own transactions. */
export async function compareSealing(
  server: BenchServer,
  { isQuick, onProgress }: GroupSettings,
): Promise<readonly Comparison[]> {
  const [local] = server.routes;
  const connectionString = connectionUrl(server, local);
  const folder = await mkdtemp(join(tmpdir(), 'auditrail-bench-'));
  const clients = await connectWriters(connectionString);
  const durationMs = isQuick ? 200 : 2_000;
  try {
    for (const schema of Object.values(schemas)) await makeLog(connectionString, schema);
    const [admin] = clients;
    await admin?.query(`CREATE TABLE ${schemas.chained}.chain (only_row boolean PRIMARY KEY, head bytea);
      INSERT INTO ${schemas.chained}.chain VALUES (true, '')`);
    await writeFile(join(folder, 'sealer.key'), generateNoteKey('audit.test/bench').privateKey);
    const write = async (schema: string, within?: string) => ({
      [transactionsPerSecond]: await measureWriters(clients, durationMs, schema, within),
      [lag]: 0,
    });
    const measured = await interleave(
      [
        { name: 'no sealer', measure: () => write(schemas.plain) },
        {
          name: 'auditrail seal --watch',
          measure: async () => {
            const sealer = await startSealer(connectionString, folder, admin as pg.Client);
            // A sealer runs for months: what its process costs before it is warm is not what sealing costs.
            await write(schemas.sealed);
            const written = await write(schemas.sealed);
            const waited = await untilSealed(admin as pg.Client);
            sealer.kill('SIGTERM');
            await once(sealer, 'close');
            return { ...written, [lag]: waited };
          },
        },
        {
          name: 'a hash chain, locked until the commit',
          measure: () =>
            write(
              schemas.chained,
              `UPDATE ${schemas.chained}.chain SET head = sha256(head || sha256(convert_to($1::text, 'UTF8')))`,
            ),
        },
      ],
      isQuick ? { warmUp: 0, counted: 2 } : { warmUp: 1, counted: 8 },
      (round, all) => onProgress(`sealing, round ${round} of ${all}`),
    );
    const sealing = measured.filter(({ name }) => name.startsWith('auditrail'));
    return [
      compare('16 writers, local', transactionsPerSecond, measured),
      compare('lag behind 16 writers, local', lag, sealing),
    ];
  } finally {
    await Promise.all(clients.map((client) => client.end()));
    await rm(folder, { recursive: true });
  }
}

async function makeLog(connectionString: string, schema: string): Promise<void> {
  const store = new PostgresAuditStore({ connectionString, schema });
  const migrated = await store.migrate();
  await store.close();
  if (migrated.isErr()) throw migrated.error;
}

async function connectWriters(connectionString: string): Promise<readonly pg.Client[]> {
  const clients = Array.from({ length: writers }, () => new pg.Client({ connectionString }));
  await Promise.all(clients.map((client) => client.connect()));
  return clients;
}

async function measureWriters(
  clients: readonly pg.Client[],
  durationMs: number,
  schema: string,
  within: string | undefined,
): Promise<number> {
  const start = performance.now();
  let transactions = 0;
  const write = async (client: pg.Client): Promise<void> => {
    while (performance.now() - start < durationMs) {
      const body = makeFullBody(transactions);
      await client.query('BEGIN');
      if (within !== undefined) await client.query(within, [body]);
      await client.query(`SELECT ${schema}.append_events($1, true)`, [`[${body}]`]);
      await client.query('SELECT pg_sleep(0.002)');
      await client.query('COMMIT');
      transactions += 1;
    }
  };
  await Promise.all(clients.map(write));
  return (transactions * 1000) / (performance.now() - start);
}

/** Starts the sealer, and waits until it is at work. */
async function startSealer(connectionString: string, folder: string, admin: pg.Client): Promise<ChildProcess> {
  const files = ['--key-file', join(folder, 'sealer.key'), '--anchor', join(folder, 'anchor.jsonl')];
  const { rows } = await admin.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
  const sealer = spawn(process.execPath, [program, 'seal', '--schema', schemas.sealed, ...files, '--watch'], {
    env: { ...process.env, DATABASE_URL: connectionString },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const isAtWork = `SELECT FROM ${schemas.sealed}.tree_head WHERE changed_at > $1`;
  while ((await admin.query(isAtWork, [rows[0]?.now])).rowCount === 0) await sleep(10);
  return sealer;
}

async function untilSealed(admin: pg.Client): Promise<number> {
  const start = performance.now();
  const isSealed = `SELECT WHERE (SELECT count(*) FROM ${schemas.sealed}.event)
    = (SELECT coalesce(max(size), 0) FROM ${schemas.sealed}.checkpoint)`;
  while ((await admin.query(isSealed)).rowCount === 0) await sleep(5);
  return performance.now() - start;
}

import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { generateNoteKey } from '@auditrail/integrity';
import { FileCheckpointAnchor, PostgresAuditStore, Sealer } from '@auditrail/postgres';
import pg from 'pg';
import type { GroupSettings } from '../benchmark-group.js';
import { connectionUrl, type BenchServer } from '../database/bench-server.js';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave } from '../measure/interleave.js';
import { makeFullBody } from '../store/full-body.js';

const schema = 'bench_verified';
const eventsPerSecond = 'events/s';
const origin = 'audit.test/bench';
const bodiesPerStatement = 500;

/** How fast a whole log is read and verified, against hashing the same bytes. */
export async function compareVerification(
  server: BenchServer,
  { isQuick, onProgress }: GroupSettings,
): Promise<readonly Comparison[]> {
  const [local] = server.routes;
  const connectionString = connectionUrl(server, local);
  const events = isQuick ? 2_000 : 50_000;
  const folder = await mkdtemp(join(tmpdir(), 'auditrail-bench-'));
  const store = new PostgresAuditStore({ connectionString, schema, statementTimeoutMs: 600_000 });
  const { privateKey: key, verifierKey } = generateNoteKey(origin);
  const sealer = new Sealer({
    connectionString,
    schema,
    key,
    anchor: new FileCheckpointAnchor(join(folder, 'anchor')),
  });
  try {
    const migrated = await store.migrate();
    if (migrated.isErr()) throw migrated.error;
    const bodies = Array.from({ length: events }, (_, number) => makeFullBody(number));
    await fill(connectionString, bodies, onProgress);
    const sealed = await sealer.seal();
    if (sealed.isErr()) throw sealed.error;
    const rate = async (work: () => unknown) => {
      const start = performance.now();
      await work();
      return { [eventsPerSecond]: (events * 1000) / (performance.now() - start) };
    };
    const measured = await interleave(
      [
        {
          name: 'SHA-256 of the bodies, in memory',
          measure: () => rate(() => bodies.map((body) => createHash('sha256').update(body).digest())),
        },
        {
          name: 'auditrail, whole log from the database',
          measure: () =>
            rate(async () => {
              const report = await store.verify({ origin, keys: [verifierKey] });
              if (report.isErr() || !report.value.holds) throw new Error('the log does not hold');
            }),
        },
      ],
      isQuick ? { warmUp: 0, counted: 2 } : { warmUp: 1, counted: 8 },
      (round, all) => onProgress(`verification, round ${round} of ${all}`),
    );
    return [compare(`verifying ${events.toLocaleString('en')} events, local`, eventsPerSecond, measured)];
  } finally {
    await Promise.all([store.close(), sealer.close()]);
    await rm(folder, { recursive: true });
  }
}

async function fill(
  connectionString: string,
  bodies: readonly string[],
  onProgress: (line: string) => void,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  onProgress(`filling a log with ${bodies.length.toLocaleString('en')} events`);
  try {
    for (let from = 0; from < bodies.length; from += bodiesPerStatement) {
      const some = bodies.slice(from, from + bodiesPerStatement);
      await client.query(`SELECT ${schema}.append_events($1, false)`, [`[${some.join(',')}]`]);
    }
    await client.query(`VACUUM ANALYZE ${schema}.event`);
  } finally {
    await client.end();
  }
}

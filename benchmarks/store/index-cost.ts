import { PostgresAuditStore } from '@auditrail/postgres';
import pg from 'pg';
import type { GroupSettings } from '../benchmark-group.js';
import { connectionUrl, type BenchServer } from '../database/bench-server.js';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave } from '../measure/interleave.js';
import { msPerOperation, timePerOperation } from '../measure/time-per-operation.js';
import { makeFullBody } from './full-body.js';

const bodies = 500;

const secondaryIndexes = `
  SELECT index.relname AS name
  FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid
  WHERE indrelid = 'auditrail.event'::regclass AND NOT indisprimary
  ORDER BY 1`;

/** What each index adds to storing events: logs of their own, each without one of them. */
export async function compareIndexCost(
  server: BenchServer,
  { isQuick, onProgress }: GroupSettings,
): Promise<readonly Comparison[]> {
  const [local] = server.routes;
  const connectionString = connectionUrl(server, local);
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(secondaryIndexes);
    const names = rows.map(({ name }) => name);
    const logs = [
      { name: 'every index', without: [] },
      ...names.map((name) => ({ name: `without ${name}`, without: [name] })),
      { name: 'without any of them', without: names },
    ];
    for (const [number, { without }] of logs.entries()) {
      const schema = schemaOf(number);
      await makeLog(connectionString, schema);
      for (const index of without) await client.query(`DROP INDEX ${schema}.${index}`);
    }
    const variants = logs.map(({ name }, number) =>
      timePerOperation({
        name,
        times: isQuick ? 1 : 4,
        run: () =>
          client.query(`SELECT ${schemaOf(number)}.append_events($1::json, true)`, [`[${makeBodies().join(',')}]`]),
      }),
    );
    const title = `storing ${bodies} events, local`;
    const rounds = isQuick ? { warmUp: 0, counted: 2 } : { warmUp: 2, counted: 14 };
    const measured = await interleave(variants, rounds, (round, all) =>
      onProgress(`${title}, round ${round} of ${all}`),
    );
    return [compare(title, msPerOperation, measured)];
  } finally {
    await client.end();
  }
}

const schemaOf = (number: number): string => `bench_${number}`;

async function makeLog(connectionString: string, schema: string): Promise<void> {
  const store = new PostgresAuditStore({ connectionString, schema });
  const migrated = await store.migrate();
  await store.close();
  if (migrated.isErr()) throw migrated.error;
}

function makeBodies(): readonly string[] {
  return Array.from({ length: bodies }, (_, number) => makeFullBody(number));
}

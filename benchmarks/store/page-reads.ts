import { parseEventQuery, type EventFilter, type EventQuery } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import pg from 'pg';
import type { GroupSettings } from '../benchmark-group.js';
import { connectionUrl, type BenchServer } from '../database/bench-server.js';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave } from '../measure/interleave.js';
import { msPerOperation, timePerOperation } from '../measure/time-per-operation.js';

const schema = 'bench_pages';
const limit = 100;
const deepPage = 1000;
const eventsPerStatement = 100_000;

// A year of events, the newest now: each keeps a believable time of storing, as the table demands, and an id of version 7.
const fill = `
  INSERT INTO ${schema}.event (occurred_at, id, body, actor_type, actor_id, action, outcome, resource_type, resource_id,
    source, transactional, recorded_at)
  SELECT at, id, json_build_object('v', 1, 'id', id, 'occurredAt', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'actor', json_build_object('type', 'user', 'id', 'u-' || n % 10), 'action', 'invoice.update', 'outcome', 'success',
      'resource', json_build_object('type', 'Invoice', 'id', n::text), 'source', 'sequelize'),
    'user', 'u-' || n % 10, 'invoice.update', 'success', 'Invoice', n::text, 'sequelize', false, at
  FROM generate_series($1::bigint, $2::bigint) AS n,
    LATERAL (SELECT date_trunc('milliseconds', now()) - n * (interval '360 days' / $3::float8) AS exact) AS clock,
    LATERAL (SELECT date_trunc('milliseconds', exact) AS at, overlay(gen_random_uuid()::text PLACING '7' FROM 15)::uuid AS id) AS made`;

const filters: readonly (readonly [name: string, filter: EventFilter])[] = [
  ['every event', {}],
  ["one actor's", { actor: { type: 'user', id: 'u-1' } }],
];

/** Whether a page far behind costs more than the first one. */
export async function comparePages(
  server: BenchServer,
  { isQuick, events, onProgress }: GroupSettings,
): Promise<readonly Comparison[]> {
  const [local] = server.routes;
  const connectionString = connectionUrl(server, local);
  const store = new PostgresAuditStore({ connectionString, schema });
  const migrated = await store.migrate();
  if (migrated.isErr()) throw migrated.error;
  await fillLog(connectionString, events, onProgress);
  const comparisons: Comparison[] = [];
  try {
    for (const [name, filter] of filters) {
      const title = `a page of ${limit}, ${name}, local`;
      const first = readQuery(filter);
      const deep = { ...first, offset: (deepPage - 1) * limit };
      const after = await cursorBefore(store, deep);
      const variants = [
        ['first page', first],
        [`page ${deepPage} by cursor`, { ...first, ...after }],
        [`page ${deepPage} by offset`, deep],
      ] as const;
      const measured = await interleave(
        variants.map(([variant, query]) =>
          timePerOperation({ name: variant, times: isQuick ? 1 : 20, run: () => read(store, query) }),
        ),
        isQuick ? { warmUp: 0, counted: 2 } : { warmUp: 2, counted: 10 },
        (round, all) => onProgress(`${title}, round ${round} of ${all}`),
      );
      comparisons.push(compare(title, msPerOperation, measured));
    }
  } finally {
    await store.close();
  }
  return comparisons;
}

function readQuery(filter: EventFilter): EventQuery {
  const query = parseEventQuery({ ...filter, limit });
  if (query.isErr()) throw query.error;
  return query.value;
}

async function read(store: PostgresAuditStore, query: EventQuery) {
  const page = await store.query(query);
  if (page.isErr()) throw page.error;
  return page.value;
}

/** Where a page begins that is reached by its offset; nowhere in a log that is too small. */
async function cursorBefore(
  store: PostgresAuditStore,
  { offset, ...query }: EventQuery,
): Promise<Pick<EventQuery, 'after'>> {
  const { next } = await read(store, { ...query, limit: 1, offset: Math.max(0, offset - 1) });
  return next === undefined ? {} : { after: next };
}

async function fillLog(connectionString: string, events: number, onProgress: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(`SELECT ${schema}.create_partition((date_trunc('month', now()) - make_interval(months => ago))::date)
      FROM generate_series(2, 12) AS ago`);
    for (let from = 1; from <= events; from += eventsPerStatement) {
      onProgress(`filling the log: ${from - 1} of ${events}`);
      await client.query(fill, [from, Math.min(events, from + eventsPerStatement - 1), events]);
    }
    await client.query(`VACUUM ANALYZE ${schema}.event`);
  } finally {
    await client.end();
  }
}

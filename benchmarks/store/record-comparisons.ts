import { createAuditTrail, type AuditTrail } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import pg from 'pg';
import type { GroupSettings } from '../benchmark-group.js';
import { connectionUrl, type BenchServer, type Route } from '../database/bench-server.js';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave, type Rounds } from '../measure/interleave.js';
import type { Variant } from '../measure/variant.js';
import { eventsPerSecond, measureCallers } from './callers.js';
import { actor, recorded } from './event-row.js';
import { createPlainTable, insertBatch, insertOne } from './plain-insert.js';

const manyConnections = 16;

interface Subjects {
  readonly one: pg.Client;
  readonly many: pg.Pool;
  readonly audit: AuditTrail;
}

/** How many events a second become durable, each caller waiting for its own. */
export async function compareRecord(
  server: BenchServer,
  { isQuick, onProgress }: GroupSettings,
): Promise<readonly Comparison[]> {
  const rounds: Rounds = isQuick ? { warmUp: 1, counted: 2 } : { warmUp: 1, counted: 12 };
  const durationMs = isQuick ? 60 : 300;
  const comparisons: Comparison[] = [];
  for (const route of server.routes) {
    const subjects = await connectSubjects(server, route);
    try {
      for (const callers of [1, 16, 64, 256]) {
        const title = `record(), callers: ${callers}, ${route.name}`;
        const measured = await interleave(variantsFor(callers, durationMs, subjects), rounds, (round, all) =>
          onProgress(`${title}, round ${round} of ${all}`),
        );
        comparisons.push(compare(title, eventsPerSecond, measured));
      }
    } finally {
      await disconnectSubjects(subjects);
    }
  }
  return comparisons;
}

/** One caller never needs a second connection, nor has anything to put into a batch. */
function variantsFor(
  callers: number,
  durationMs: number,
  { one, many, audit }: Subjects,
): readonly Variant<typeof eventsPerSecond>[] {
  const single = (client: pg.Pool | pg.Client) => () => measureCallers(callers, durationMs, 1, () => insertOne(client));
  const ours: Variant<typeof eventsPerSecond> = {
    name: 'auditrail',
    measure: () => audit.runAs(actor, () => measureCallers(callers, durationMs, 1, () => recordOne(audit))),
  };
  const alone = { name: 'single inserts, 1 connection', measure: single(one) };
  if (callers === 1) return [alone, ours];
  return [
    { name: `single inserts, ${manyConnections} connections`, measure: single(many) },
    alone,
    {
      name: `batches of ${callers}, 1 connection`,
      measure: () => measureCallers(1, durationMs, callers, () => insertBatch(one, callers)),
    },
    ours,
  ];
}

async function recordOne(audit: AuditTrail): Promise<void> {
  const receipt = await audit.record(recorded);
  if (receipt.isErr()) throw receipt.error;
}

async function connectSubjects(server: BenchServer, route: Route): Promise<Subjects> {
  const connectionString = connectionUrl(server, route);
  const store = new PostgresAuditStore({ connectionString });
  const migrated = await store.migrate();
  if (migrated.isErr()) throw migrated.error;
  const one = new pg.Client({ connectionString });
  await one.connect();
  await one.query(createPlainTable);
  const many = new pg.Pool({ connectionString, max: manyConnections });
  return { one, many, audit: createAuditTrail({ store }) };
}

async function disconnectSubjects({ one, many, audit }: Subjects): Promise<void> {
  await Promise.all([one.end(), many.end(), audit.close()]);
}

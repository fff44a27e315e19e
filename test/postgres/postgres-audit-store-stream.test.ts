import { eventBody, type AuditError } from '@auditrail/core';
import type { PostgresAuditStore, StreamFilter } from '@auditrail/postgres';
import { expect } from 'chai';
import type { Result } from 'neverthrow';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createMigratedDatabase, type AuditDatabase } from './audit-database.js';
import { sampleEvent } from './sample-event.js';

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

async function collect<Value>(
  stream: AsyncIterable<Result<Value, AuditError>>,
): Promise<{ readonly values: readonly Value[]; readonly code?: string }> {
  const values: Value[] = [];
  for await (const item of stream) {
    if (item.isErr()) return { values, code: item.error.code };
    values.push(item.value);
  }
  return { values };
}

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.stream on PostgreSQL ${version}`, () => {
    let database: AuditDatabase & { readonly store: PostgresAuditStore };
    let store: PostgresAuditStore;
    before(async () => {
      database = await createMigratedDatabase(version);
      store = database.store;
    });
    after(() => database.close());

    const record = async (tenant: string, count: number) => {
      const events = Array.from({ length: count }, (_, index) =>
        sampleEvent({
          tenant,
          occurredAt: minutesAgo(count - index),
          actor: { type: 'user', id: `u-${String(index % 2)}` },
        }),
      );
      (await store.append(events))._unsafeUnwrap();
      return events;
    };

    it('yields every event that the filter finds, oldest first', async () => {
      const events = await record('t-1', 1100);
      const { values, code } = await collect(store.stream({ tenant: 't-1', actor: { id: 'u-1' } }));
      expect(code).to.equal(undefined);
      expect(values.map(({ id }) => id)).to.deep.equal(
        events.filter(({ actor }) => actor.id === 'u-1').map(({ id }) => id),
      );
      expect(values[0]).to.include({ dbRole: 'postgres' }).and.to.have.property('recordedAt');
    });

    it('reads 500 at a time, in one snapshot', async () => {
      await record('t-2', 501);
      const stream = store.stream({ tenant: 't-2' });
      await stream.next();
      const [activity] = await database.sql(
        `SELECT query, state FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'FETCH%'`,
      );
      expect(activity).to.deep.equal({ query: 'FETCH 500 FROM auditrail_pages', state: 'idle in transaction' });
      await record('t-2', 1);
      expect((await collect(stream)).values).to.have.length(500);
      expect((await collect(store.stream({ tenant: 't-2' }))).values).to.have.length(502);
    });

    it('gives its connection back when the iteration is broken off', async () => {
      await record('t-3', 2);
      for await (const event of store.stream({ tenant: 't-3' })) if (event.isOk()) break;
      expect(
        (await store.query({ conditions: { tenant: 't-3' }, limit: 10, offset: 0 }))._unsafeUnwrap().events,
      ).to.have.length(2);
      const open = await database.sql(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
      );
      expect(open).to.have.length(0);
    });

    it('yields bodies as they were written', async () => {
      const events = [
        sampleEvent({ tenant: 't-4', reason: '\u2028\u0085"é' }),
        sampleEvent({ tenant: 't-4', occurredAt: minutesAgo(1) }),
      ];
      (await store.append(events))._unsafeUnwrap();
      const { values } = await collect(store.streamBodies({ tenant: 't-4' }));
      expect(values).to.deep.equal(events.toReversed().map((event) => ({ id: event.id, body: eventBody(event) })));
    });

    it('ends with the failure of an event that cannot be read', async () => {
      await record('t-5', 1);
      await database.sql(
        `INSERT INTO auditrail.event (occurred_at, id, body, actor_type, action, outcome, resource_type, source,
           tenant, transactional) VALUES (date_trunc('milliseconds', now()), gen_random_uuid(), '{}', '', '', '', '', '', 't-5', false)`,
      );
      const { values, code } = await collect(store.stream({ tenant: 't-5' }));
      expect([values.length, code]).to.deep.equal([1, 'SCHEMA_INCOMPATIBLE']);
      expect((await collect(store.streamBodies({ tenant: 't-5' }))).values).to.have.length(2);
    });

    it('ends with STORE_UNAVAILABLE when the connection is lost, and works again', async () => {
      await record('t-6', 501);
      const stream = store.stream({ tenant: 't-6' });
      await stream.next();
      await database.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'FETCH%'`,
      );
      const { values, code } = await collect(stream);
      expect([values.length, code]).to.deep.equal([499, 'STORE_UNAVAILABLE']);
      expect((await collect(store.stream({ tenant: 't-6' }))).values).to.have.length(501);
    });

    it('refuses a filter with a page, and a wrong one', async () => {
      const filters = [{ limit: 1 }, { cursor: undefined }, { actor: 7 }] as unknown as readonly StreamFilter[];
      for (const filter of filters) {
        expect(await collect(store.stream(filter))).to.deep.equal({ values: [], code: 'QUERY_INVALID' });
      }
    });

    it('fails without a schema, and once the store is closed', async () => {
      const other = database.openStore({ schema: 'other' });
      expect((await collect(other.stream())).code).to.equal('SCHEMA_MISSING');
      (await other.close())._unsafeUnwrap();
      expect((await collect(other.stream())).code).to.equal('STORE_CLOSED');
    });

    it('keeps close() waiting until it has ended', async () => {
      await record('t-7', 2);
      const other = database.openStore();
      const stream = other.stream({ tenant: 't-7' });
      await stream.next();
      const closed = other.close();
      expect((await collect(stream)).values).to.have.length(1);
      expect((await closed).isOk()).to.equal(true);
    });
  });
}

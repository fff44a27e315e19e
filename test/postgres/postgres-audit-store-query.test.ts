import type { AuditEvent, EventConditions, EventQuery, PagePosition } from '@auditrail/core';
import type { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../postgres-server/test-database.js';
import { buildSelectStatement } from '#postgres/query/select-statement.js';
import { quoteSchemaName } from '#postgres/schema/schema-name.js';
import { createMigratedDatabase, type AuditDatabase } from './audit-database.js';
import { expectCode } from './expect-code.js';
import { sampleEvent } from './sample-event.js';

const now = Date.now();
const secondsAgo = (seconds: number): string => new Date(now - seconds * 1000).toISOString();

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.query on PostgreSQL ${version}`, () => {
    let database: AuditDatabase & { readonly store: PostgresAuditStore };
    let store: PostgresAuditStore;

    const samples = {
      login: sampleEvent({
        action: 'user.login',
        resource: { type: 'session', id: 's' },
        outcome: 'denied',
        occurredAt: secondsAgo(1),
      }),
      logout: sampleEvent({ action: 'user.logout', actor: { type: 'service', id: 'u-2' }, occurredAt: secondsAgo(2) }),
      users: sampleEvent({
        action: 'users.list',
        tenant: 't',
        request: { id: 'r', method: 'GET' },
        occurredAt: secondsAgo(3),
      }),
      slash: sampleEvent({
        action: 'user/x',
        source: 'http',
        subject: { type: 'customer', id: 'c' },
        occurredAt: secondsAgo(4),
      }),
      user: sampleEvent({
        action: 'user',
        actor: { type: 'system' },
        resource: { type: 'route' },
        occurredAt: secondsAgo(5),
      }),
    } satisfies Record<string, AuditEvent>;
    type Sample = keyof typeof samples;

    before(async () => {
      database = await createMigratedDatabase(version);
      store = database.store;
      (await store.append(Object.values(samples)))._unsafeUnwrap();
    });
    after(() => database.close());

    const read = async (conditions: EventConditions, page: Partial<EventQuery> = {}) =>
      (await store.query({ limit: 100, offset: 0, ...page, conditions }))._unsafeUnwrap();

    const filters: readonly (readonly [EventConditions, readonly Sample[]])[] = [
      [{}, ['login', 'logout', 'users', 'slash', 'user']],
      [{ actorType: 'service' }, ['logout']],
      [{ actorId: 'u-1' }, ['login', 'users', 'slash']],
      [{ action: 'user.login' }, ['login']],
      [{ action: 'user' }, ['user']],
      [{ actionPrefix: 'user.' }, ['login', 'logout']],
      [{ resourceType: 'invoice' }, ['logout', 'users', 'slash']],
      [{ resourceId: 's' }, ['login']],
      [{ subjectType: 'customer' }, ['slash']],
      [{ subjectId: 'c' }, ['slash']],
      [{ outcome: 'denied' }, ['login']],
      [{ tenant: 't' }, ['users']],
      [{ requestId: 'r' }, ['users']],
      [{ source: 'http' }, ['slash']],
      [{ from: secondsAgo(2) }, ['login', 'logout']],
      [{ to: secondsAgo(4) }, ['slash', 'user']],
      [{ from: secondsAgo(3), to: secondsAgo(3) }, ['users']],
      [{ actorId: 'u-1', outcome: 'success', to: secondsAgo(3) }, ['users', 'slash']],
      [{ actorId: "'; DROP TABLE auditrail.event; --" }, []],
      [{ action: 'user.%' }, []],
    ];
    for (const [conditions, expected] of filters) {
      it(`filters by ${JSON.stringify(Object.keys(conditions))}: ${expected.join(', ') || 'none'}`, async () => {
        const { events, next } = await read(conditions);
        expect(events.map(({ id }) => id)).to.deep.equal(expected.map((name) => samples[name].id));
        expect(next).to.equal(undefined);
      });
    }

    it('adds when and by which role an event was stored, and no transaction id to an immediate one', async () => {
      const [event] = (await read({ action: 'user' })).events;
      const { recordedAt, dbRole, ...rest } = event ?? expect.fail('no event');
      expect(rest).to.deep.equal(samples.user);
      expect(recordedAt).to.match(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/);
      expect(Math.abs(Date.parse(recordedAt) - Date.now())).to.be.below(60_000);
      expect(dbRole).to.equal(database.user);
    });

    it('limits and skips', async () => {
      const { events, next } = await read({}, { limit: 2, offset: 1 });
      expect(events.map(({ id }) => id)).to.deep.equal([samples.logout.id, samples.users.id]);
      expect(next).to.deep.equal({ occurredAt: samples.users.occurredAt, id: samples.users.id });
    });

    it('has no next position where a page ends with the last event', async () => {
      expect((await read({}, { limit: 5 })).next).to.equal(undefined);
    });

    it('pages through events of the same millisecond without loss or repetition', async () => {
      const occurredAt = secondsAgo(100);
      const same = Array.from({ length: 25 }, () => sampleEvent({ action: 'same.moment', occurredAt }));
      const others = Array.from({ length: 10 }, (_, n) =>
        sampleEvent({ action: 'same.moment', occurredAt: secondsAgo(95 + n) }),
      );
      (await store.append([...same, ...others]))._unsafeUnwrap();
      const seen: AuditEvent[] = [];
      let after: PagePosition | undefined;
      do {
        const page = await read({ action: 'same.moment' }, { limit: 7, ...(after && { after }) });
        seen.push(...page.events);
        after = page.next;
      } while (after !== undefined);
      const newestFirst = [...same, ...others]
        .map((event) => `${event.occurredAt} ${event.id}`)
        .sort()
        .reverse();
      expect(seen.map((event) => `${event.occurredAt} ${event.id}`)).to.deep.equal(newestFirst);
    });

    it("continues after an event whose claimed time was not believed, by the store's time", async () => {
      const disbelieved = sampleEvent({ action: 'odd.clock', occurredAt: '2000-01-01T00:00:00.000Z' });
      const older = sampleEvent({ action: 'odd.clock', occurredAt: secondsAgo(200) });
      (await store.append([disbelieved, older]))._unsafeUnwrap();
      const first = await read({ action: 'odd.clock' }, { limit: 1 });
      expect(first.events[0]).to.include({ id: disbelieved.id, occurredAt: disbelieved.occurredAt });
      const second = await read({ action: 'odd.clock' }, { limit: 1, ...(first.next && { after: first.next }) });
      expect(second.events[0]).to.include({ id: older.id });
    });

    it('reads only the partitions that a time range or a position leaves', async () => {
      const conditions = { from: secondsAgo(60), to: secondsAgo(0) };
      const month = secondsAgo(0).slice(0, 7).replace('-', '_');
      for (const query of [
        { conditions, limit: 1, offset: 0 },
        {
          conditions: { from: secondsAgo(60) },
          limit: 1,
          offset: 0,
          after: { occurredAt: secondsAgo(0), id: samples.user.id },
        },
      ]) {
        const { text, values } = buildSelectStatement(quoteSchemaName('auditrail'), query);
        const plan = JSON.stringify(await database.sql(`EXPLAIN ${text}`, [...values]));
        expect(plan).to.contain(`event_${month}`);
        expect(plan.match(/event_2\d{3}_\d{2} /g)?.length ?? 0, plan).to.be.at.most(2);
      }
    });

    it('serves every filter that names a thing from an index in the order of reading', async () => {
      await database.sql('SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off');
      const range = { from: secondsAgo(60), to: secondsAgo(0) };
      for (const [conditions, index] of [
        [{ actorType: 'user', actorId: 'x' }, 'actor_id_occurred_at'],
        [{ action: 'x' }, 'action_occurred_at'],
        [{ resourceType: 'x', resourceId: 'x' }, 'resource_id_resource_type'],
        [{ subjectType: 'x', subjectId: 'x' }, 'subject_id_subject_type'],
        [{ tenant: 'x' }, 'tenant_occurred_at'],
        [{ requestId: 'x' }, 'request_id_occurred_at'],
      ] as const) {
        const { text, values } = buildSelectStatement(quoteSchemaName('auditrail'), {
          conditions: { ...range, ...conditions },
          limit: 10,
          offset: 0,
          after: { occurredAt: secondsAgo(0), id: samples.user.id },
        });
        const plan = JSON.stringify(await database.sql(`EXPLAIN ${text}`, [...values]));
        expect(plan).to.contain(index).and.not.contain('Sort  (');
      }
      await database.sql('RESET ALL');
    });

    it('fails with SCHEMA_INCOMPATIBLE, without its content, for a body that is no event of a known version', async () => {
      await database.sql(
        `INSERT INTO auditrail.event (occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional)
         VALUES (date_trunc('milliseconds', now()), gen_random_uuid(), '{"v":99,"secret":"x"}', '', 'later', '', '', '', false)`,
      );
      const error = await expectCode(
        store.query({ conditions: { action: 'later' }, limit: 1, offset: 0 }),
        'SCHEMA_INCOMPATIBLE',
      );
      expect(error.message).not.to.contain('secret');
    });
  });
}

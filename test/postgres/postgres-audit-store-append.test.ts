import { inspect } from 'node:util';
import { eventBody, type AuditEvent, type JsonValue } from '@auditrail/core';
import type { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import fc from 'fast-check';
import pg from 'pg';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createMigratedDatabase, type AuditDatabase } from './audit-database.js';
import { expectCode } from './expect-code.js';
import { sampleEvent } from './sample-event.js';

const hour = 3_600_000;
const fromNow = (ms: number): string => new Date(Date.now() + ms).toISOString();

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.append on PostgreSQL ${version}`, () => {
    let database: AuditDatabase & { readonly store: PostgresAuditStore };
    let store: PostgresAuditStore;
    before(async () => {
      database = await createMigratedDatabase(version);
      store = database.store;
    });
    after(() => database.close());

    const stored = (event: AuditEvent) => database.sql('SELECT * FROM auditrail.event WHERE id = $1', [event.id]);

    it('keeps any JSON byte for byte and reads back what was written', async () => {
      const text = fc
        .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
        .map((value) => value.toWellFormed().replaceAll('\0', ''));
      const { value } = fc.letrec((tie) => ({
        key: fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString', '')),
        value: fc.oneof(
          { maxDepth: 4 },
          fc.constant(null),
          fc.boolean(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          text,
          fc.array(tie('value')),
          tie('object'),
        ),
        object: fc
          .array(fc.tuple(tie('key'), tie('value')))
          .map((entries) => Object.fromEntries(entries as [string, unknown][])),
      }));
      await fc.assert(
        fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
          const events = values.map((metadata) => sampleEvent({ metadata: metadata as JsonValue }));
          (await store.append(events))._unsafeUnwrap();
          const rows = await database.sql('SELECT id, body FROM auditrail.event WHERE id = ANY ($1)', [
            events.map(({ id }) => id),
          ]);
          const bodies = new Map(rows.map(({ id, body }) => [id, body]));
          expect(events.map(({ id }) => bodies.get(id))).to.deep.equal(events.map(eventBody));
          const page = (await store.query({ conditions: {}, limit: events.length, offset: 0 }))._unsafeUnwrap();
          for (const { recordedAt, dbRole, ...event } of page.events) {
            expect([typeof recordedAt, typeof dbRole]).to.deep.equal(['string', 'string']);
            expect(eventBody(event)).to.equal(bodies.get(event.id));
          }
        }),
        { numRuns: 60 },
      );
    });

    it('fills the columns from the event', async () => {
      const event = sampleEvent({
        actor: { type: 'service', id: 'a', onBehalfOf: { type: 'user', id: 'b' } },
        subject: { type: 'customer', id: 'c' },
        tenant: 't',
        request: { id: 'r', method: 'POST' },
        causedBy: 'cause',
      });
      (await store.append([event]))._unsafeUnwrap();
      expect((await stored(event))[0]).to.include({
        actor_type: 'service',
        actor_id: 'a',
        on_behalf_of_id: 'b',
        action: 'invoice.update',
        outcome: 'success',
        resource_type: 'invoice',
        resource_id: 'i-1',
        subject_type: 'customer',
        subject_id: 'c',
        tenant: 't',
        request_id: 'r',
        source: 'application',
        caused_by: 'cause',
        transactional: false,
        claimed_at: null,
      });
    });

    it('takes no events as done', async () => {
      expect((await store.append([])).isOk()).to.equal(true);
    });

    it('takes the same event again, in one call and in several, and stores it once', async () => {
      const event = sampleEvent();
      (await store.append([event]))._unsafeUnwrap();
      (await store.append([event, event]))._unsafeUnwrap();
      const twice = sampleEvent();
      const outcomes = await Promise.all([store.append([twice, event]), store.append([twice])]);
      expect(outcomes.map((outcome) => outcome.isOk())).to.deep.equal([true, true]);
      expect([await stored(event), await stored(twice)].map((rows) => rows.length)).to.deep.equal([1, 1]);
    });

    it('fails with STORE_REJECTED for another body under a stored id, and stores nothing of that call', async () => {
      const event = sampleEvent();
      const companion = sampleEvent();
      (await store.append([event]))._unsafeUnwrap();
      await expectCode(store.append([companion, { ...event, action: 'other' }]), 'STORE_REJECTED');
      expect(await stored(companion)).to.deep.equal([]);
      expect((await stored(event))[0]).to.include({ action: 'invoice.update' });
    });

    it('stores all of a call or nothing', async () => {
      const good = sampleEvent();
      await expectCode(store.append([good, sampleEvent({ tenant: 'x'.repeat(256) })]), 'STORE_REJECTED');
      expect(await stored(good)).to.deep.equal([]);
    });

    it('fails only the caller whose event the database rejects', async () => {
      const events = Array.from({ length: 64 }, (_, index) =>
        sampleEvent(index === 41 ? { resource: { type: 'x', id: 'é'.repeat(256) } } : {}),
      );
      const outcomes = await Promise.all(events.map((event) => store.append([event])));
      expect(outcomes.flatMap((outcome, index) => (outcome.isErr() ? [index] : []))).to.deep.equal([41]);
      const [count] = await database.sql('SELECT count(*)::int FROM auditrail.event WHERE id = ANY ($1)', [
        events.map(({ id }) => id),
      ]);
      expect(count).to.deep.equal({ count: 63 });
    });

    for (const [name, parts, cause] of [
      ['a column', { tenant: 'hunter2'.repeat(50) }, { code: '23514', constraint: 'filter_text_length' }],
      ['the id', { id: 'hunter2' }, { code: '22P02' }],
      ['the row', { metadata: 'hunter2'.repeat(310_000) }, { code: '23514', constraint: 'event_body_size' }],
    ] as const) {
      it(`does not put the rejected values of ${name} into the error`, async () => {
        const error = await expectCode(store.append([sampleEvent(parts)]), 'STORE_REJECTED');
        expect(inspect(error, { depth: 10, showHidden: true })).not.to.contain('hunter2');
        expect(error.cause).to.include(cause);
      });
    }

    it('accepts the longest texts in every column together', async () => {
      const long = '😀'.repeat(255);
      const event = sampleEvent({
        actor: { type: 'user', id: long, onBehalfOf: { type: 'user', id: long } },
        action: long,
        resource: { type: long, id: long },
        subject: { type: long, id: long },
        tenant: long,
        request: { id: long, method: 'GET' },
        causedBy: long,
      });
      (await store.append([event]))._unsafeUnwrap();
    });

    for (const [name, ms, believed] of [
      ['22 hours ahead', 22 * hour, true],
      ['24 hours ahead', 24 * hour, false],
      ['29 days behind', -29 * 24 * hour, true],
      ['31 days behind', -31 * 24 * hour, false],
    ] as const) {
      it(`${believed ? 'believes' : 'does not believe'} a time ${name}`, async () => {
        const event = sampleEvent({ occurredAt: fromNow(ms) });
        (await store.append([event]))._unsafeUnwrap();
        (await store.append([event]))._unsafeUnwrap();
        const rows = await stored(event);
        expect(rows).to.have.length(1);
        const at = rows[0]?.['occurred_at'] as Date;
        expect(rows[0]?.['claimed_at']).to.deep.equal(believed ? null : new Date(event.occurredAt));
        if (believed) expect(at.toISOString()).to.equal(event.occurredAt);
        else expect(Math.abs(at.getTime() - Date.now())).to.be.below(60_000);
        expect(rows[0]?.['body']).to.equal(eventBody(event));
      });
    }

    it('fails with STORE_REJECTED for another body under an id whose time was not believed', async () => {
      const event = sampleEvent({ occurredAt: fromNow(-1000 * 24 * hour) });
      (await store.append([event]))._unsafeUnwrap();
      await expectCode(store.append([{ ...event, action: 'other' }]), 'STORE_REJECTED');
      expect(await stored(event)).to.have.length(1);
    });

    const transactionSizes = async (events: readonly AuditEvent[]): Promise<unknown[]> => {
      const rows = await database.sql(
        'SELECT count(*)::int FROM auditrail.event WHERE id = ANY ($1) GROUP BY tx ORDER BY 1 DESC',
        [events.map(({ id }) => id)],
      );
      return rows.map(({ count }) => count);
    };

    it('lets few callers of the same tick share one statement', async () => {
      const events = Array.from({ length: 16 }, () => sampleEvent());
      await Promise.all(events.map((event) => store.append([event])));
      expect(await transactionSizes(events)).to.deep.equal([16]);
    });

    it('divides many callers between two statements', async () => {
      const events = Array.from({ length: 200 }, () => sampleEvent());
      await Promise.all(events.map((event) => store.append([event])));
      expect(await transactionSizes(events)).to.deep.equal([100, 100]);
    });

    it('lets callers that come while statements are under way share the next ones', async () => {
      const events: AuditEvent[] = [];
      const record = async (): Promise<void> => {
        for (let turn = 0; turn < 10; turn += 1) {
          const event = sampleEvent();
          events.push(event);
          (await store.append([event]))._unsafeUnwrap();
        }
      };
      await Promise.all(Array.from({ length: 64 }, record));
      expect(await transactionSizes(events)).to.have.length.at.most(40);
    });

    it('puts no more than 500 events of several callers into one statement', async () => {
      const events = Array.from({ length: 1100 }, () => sampleEvent());
      await Promise.all(events.map((event) => store.append([event])));
      const sizes = await transactionSizes(events);
      // The last hundred are one statement, or two where both of the first have ended together.
      expect(sizes.slice(0, 2)).to.deep.equal([500, 500]);
      expect(sizes.slice(2)).to.have.length.within(1, 2);
    });

    it('puts no more than a megabyte of several callers into one statement', async () => {
      const events = Array.from({ length: 6 }, () => sampleEvent({ metadata: 'x'.repeat(300_000) }));
      await Promise.all(events.map((event) => store.append([event])));
      expect(await transactionSizes(events)).to.deep.equal([3, 3]);
    });

    it("keeps a caller's 1,200 events in one transaction", async () => {
      const events = Array.from({ length: 1200 }, () => sampleEvent());
      (await store.append(events))._unsafeUnwrap();
      expect(await transactionSizes(events)).to.deep.equal([1200]);
    });

    it('refuses a call of more than 100 MB, which no statement can carry, and stays usable', async () => {
      const large = Object.freeze(sampleEvent({ metadata: 'x'.repeat(1_000_000) }));
      await expectCode(store.append(Array.from({ length: 101 }, () => large)), 'STORE_REJECTED');
      (await store.append([sampleEvent()]))._unsafeUnwrap();
    });

    it('fails with EVENT_INVALID for what JSON cannot hold', async () => {
      await expectCode(store.append([sampleEvent({ metadata: 1n as never })]), 'EVENT_INVALID');
    });

    it("is not changed by the application's type parsers", async () => {
      const { TEXT, TIMESTAMPTZ, INT8 } = pg.types.builtins;
      const parsers = [TEXT, TIMESTAMPTZ, INT8].map(
        (oid) => [oid, pg.types.getTypeParser(oid) as (value: string) => unknown] as const,
      );
      for (const [oid] of parsers) pg.types.setTypeParser(oid, () => 'parsed by the application');
      try {
        const event = sampleEvent({ tenant: 'parsed' });
        (await store.append([event]))._unsafeUnwrap();
        const page = (await store.query({ conditions: { tenant: 'parsed' }, limit: 1, offset: 0 }))._unsafeUnwrap();
        expect(page.events[0]).to.deep.include(event);
      } finally {
        for (const [oid, parser] of parsers) pg.types.setTypeParser(oid, parser);
      }
    });

    it('fails with STORE_REJECTED when somebody swallows the rows', async () => {
      await database.sql(`
        CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER swallow BEFORE INSERT ON auditrail.event FOR EACH ROW
          WHEN (NEW.action = 'swallowed') EXECUTE FUNCTION public.swallow()`);
      const outcomes = await Promise.all([
        store.append([sampleEvent({ action: 'swallowed' })]),
        store.append([sampleEvent()]),
      ]);
      await database.sql('DROP TRIGGER swallow ON auditrail.event');
      expect(outcomes.map((outcome) => (outcome.isErr() ? outcome.error.code : 'stored'))).to.deep.equal([
        'STORE_REJECTED',
        'stored',
      ]);
    });
  });
}

import type { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createMigratedDatabase, type AuditDatabase } from '../audit-database.js';
import { expectCode } from '../expect-code.js';
import { sampleEvent } from '../sample-event.js';
import { plantEvent } from './plant-event.js';

const nothing = { partitions: [], adopted: [], unverified: [], expired: [] };

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.maintain on PostgreSQL ${version}`, () => {
    let database: AuditDatabase & { readonly store: PostgresAuditStore };
    let store: PostgresAuditStore;
    let thisMonth: string;
    beforeEach(async () => {
      database = await createMigratedDatabase(version);
      store = database.store;
      const [row] = await database.sql(`SELECT to_char(now() AT TIME ZONE 'UTC', '"event_"YYYY_MM') AS name`);
      thisMonth = String(row?.['name']);
    });
    afterEach(() => database.close());

    it('has nothing to do after a migration', async () => {
      expect((await store.maintain())._unsafeUnwrap()).to.deep.equal(nothing);
    });

    it('makes as many months ahead as it is told', async () => {
      const { partitions } = (await store.maintain({ monthsAhead: 15 }))._unsafeUnwrap();
      expect(partitions).to.have.length(3);
    });

    it('lets eight run at once, and a migration, each of which succeeds', async () => {
      await database.sql(`DROP TABLE auditrail.${thisMonth}`);
      const planted = await plantEvent(database, '2020-02-29T23:59:59.999Z');
      (await store.append([sampleEvent()]))._unsafeUnwrap();
      const others = Array.from({ length: 8 }, () => database.openStore());
      const outcomes = await Promise.all([
        ...others.map((other) => other.maintain({ monthsAhead: 13 })),
        database.openStore().migrate(),
      ]);
      for (const outcome of outcomes) expect(outcome.isOk() || outcome.error.message).to.equal(true);
      expect(await tablesOf(database)).to.deep.equal([{ name: 'auditrail.event_2020_02', ids: [planted] }, thisMonth]);
    });

    it('gives the events of the default partition to their months with every column as it was', async () => {
      // Of which PostgreSQL reads the abbreviation as another zone's.
      await database.sql(`ALTER DATABASE ${database.database} SET timezone = 'Asia/Kolkata'`);
      await database.sql(`ALTER DATABASE ${database.database} SET datestyle = 'SQL, DMY'`);
      store = database.openStore();
      await database.sql(`DROP TABLE auditrail.${thisMonth}`);
      const times = ['2019-12-31T23:59:59.999Z', '2020-01-01T00:00:00.000Z', '2020-01-31T23:59:59.999Z'];
      for (const time of [...times, '2031-05-05T05:05:05.005Z']) await plantEvent(database, time);
      (await store.append([sampleEvent(), sampleEvent()]))._unsafeUnwrap();
      const before = await rowsOf(database);
      expect((await store.maintain())._unsafeUnwrap()).to.deep.equal({
        ...nothing,
        adopted: ['event_2019_12', 'event_2020_01', thisMonth, 'event_2031_05'],
      });
      expect(await rowsOf(database)).to.deep.equal(before);
      expect(before).to.have.length(6);
      expect(await database.sql('SELECT FROM auditrail.event_default')).to.deep.equal([]);
      expect((await store.maintain())._unsafeUnwrap()).to.deep.equal(nothing);
    });

    it('guards what it makes like every other partition, and leaves no table behind', async () => {
      await plantEvent(database, '2020-01-01T00:00:00.000Z');
      (await store.maintain())._unsafeUnwrap();
      for (const table of ['event_2020_01', 'event_default']) {
        for (const change of [`UPDATE auditrail.${table} SET body = body`, `TRUNCATE auditrail.${table}`]) {
          expect(await database.sql(change).catch((error: unknown) => error)).to.include({ code: 'TR001' });
        }
      }
      const shapes = await database.sql(
        `SELECT count(*)::int, triggers, constraints FROM pg_class AS class,
           LATERAL (SELECT string_agg(tgname || tgenabled::text, ' ' ORDER BY tgname) AS triggers FROM pg_trigger
             WHERE tgrelid = class.oid) AS trigger,
           LATERAL (SELECT string_agg(conname, ' ' ORDER BY conname) AS constraints FROM pg_constraint
             WHERE conrelid = class.oid AND contype = 'c') AS "constraint"
         WHERE relnamespace = 'auditrail'::regnamespace AND relkind = 'r' AND relname ~ 'event|default'
         GROUP BY triggers, constraints`,
      );
      expect(shapes).to.have.length(1);
      expect(shapes[0]).to.include({ count: 16, triggers: 'refuse_changeA refuse_row_changeA' });
    });

    it('stores every event of writers that go on while the default partition is resolved', async () => {
      await database.sql(`DROP TABLE auditrail.${thisMonth}`);
      const before = Array.from({ length: 2000 }, () => sampleEvent());
      (await store.append(before))._unsafeUnwrap();
      let isResolved = false;
      const write = async (writer: PostgresAuditStore): Promise<number> => {
        for (let count = 0; ; count += 1) {
          if (isResolved) return count;
          (await writer.append([sampleEvent()]))._unsafeUnwrap();
        }
      };
      const writers = Promise.all(Array.from({ length: 4 }, () => write(database.openStore())));
      const report = (await store.maintain())._unsafeUnwrap();
      isResolved = true;
      const written = (await writers).reduce((sum, count) => sum + count, 0);
      expect(report).to.deep.equal({ ...nothing, adopted: [thisMonth] });
      expect(written).to.be.greaterThan(0);
      const [row] = await database.sql('SELECT count(*)::int, count(DISTINCT id)::int AS ids FROM auditrail.event');
      expect(row).to.deep.equal({ count: 2000 + written, ids: 2000 + written });
      expect(await database.sql('SELECT FROM auditrail.event_default')).to.deep.equal([]);
    });

    it('stores an event on its way to the default partition while its month is made', async () => {
      const reader = await database.connect();
      const writer = database.openStore();
      for (let round = 0; round < 5; round += 1) {
        await database.sql(`DROP TABLE auditrail.${thisMonth}`);
        await reader.query('BEGIN; SELECT FROM auditrail.event_default');
        const maintained = store.maintain();
        await untilWaiting(database, 1);
        let isStored = false;
        const appended = writer.append([sampleEvent()]).map(() => (isStored = true));
        await untilWaiting(database, 2, () => isStored);
        await reader.query('COMMIT');
        (await appended)._unsafeUnwrap();
        (await maintained)._unsafeUnwrap();
        (await store.maintain())._unsafeUnwrap();
        expect(await database.sql('SELECT FROM auditrail.event_default')).to.deep.equal([]);
      }
    });

    for (const [state, events] of [
      ['filled', 1],
      ['empty', 0],
    ] as const) {
      it(`lets others write while it waits for a transaction that has written, the default partition being ${state}`, async () => {
        await database.sql(`DROP TABLE auditrail.${thisMonth}`);
        (await store.append(Array.from({ length: events }, () => sampleEvent())))._unsafeUnwrap();
        const business = await database.connect();
        await business.query(
          `BEGIN; INSERT INTO auditrail.event (occurred_at, id, body, actor_type, action, outcome, resource_type, source,
           transactional) VALUES (date_trunc('milliseconds', now()), gen_random_uuid(), '{}', '', '', '', '', '', true)`,
        );
        let isDone = false;
        const maintained = store.maintain().map((report) => {
          isDone = true;
          return report;
        });
        const other = database.openStore();
        for (let count = 0; count < 20; count += 1) (await other.append([sampleEvent()]))._unsafeUnwrap();
        expect(isDone).to.equal(false);
        await business.query('COMMIT');
        expect((await maintained)._unsafeUnwrap().adopted).to.deep.equal([thisMonth]);
        expect(await rowsOf(database)).to.have.length(events + 21);
      });
    }

    it('keeps what was the default partition when a row of it is not in the log', async () => {
      await plantEvent(database, '2020-01-01T00:00:00.000Z');
      await database.sql(
        `SELECT auditrail.adopt_default();
         ALTER TABLE auditrail.event_2020_01 DISABLE TRIGGER ALL;
         UPDATE auditrail.event_2020_01 SET recorded_at = recorded_at + interval '1 microsecond'`,
      );
      const { unverified } = (await store.maintain())._unsafeUnwrap();
      expect(unverified).to.have.length(1);
      expect(unverified[0]).to.match(/^copied_default_\d+$/);
      expect(await database.sql(`SELECT FROM auditrail.${String(unverified[0])}`)).to.have.length(1);
      expect((await store.maintain())._unsafeUnwrap().unverified).to.deep.equal(unverified);
    });

    it('gives up with STORE_TIMEOUT where the log is in use all the time, and changes nothing', async () => {
      await plantEvent(database, '2020-01-01T00:00:00.000Z');
      const reader = await database.connect();
      await reader.query('BEGIN; SELECT FROM auditrail.event');
      const [found] = await database.sql(`SELECT pg_get_functiondef('auditrail.lock_log'::regproc) AS text`);
      await database.sql(String(found?.['text']).replace('1 .. 100', '1 .. 2'));
      await expectCode(store.maintain(), 'STORE_TIMEOUT');
      await reader.query('COMMIT');
      expect(await database.sql('SELECT FROM auditrail.event_default')).to.have.length(1);
      expect((await store.maintain())._unsafeUnwrap().adopted).to.deep.equal(['event_2020_01']);
    });

    it('refuses to resolve the default partition in a transaction whose snapshot is old', async () => {
      await plantEvent(database, '2020-01-01T00:00:00.000Z');
      const client = await database.connect();
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      const failure: unknown = await client.query('SELECT auditrail.adopt_default()').catch((error: unknown) => error);
      await client.query('ROLLBACK');
      expect(failure).to.include({ code: '25000' });
    });
  });
}

/** Waits until some sessions of the database wait for locks, or there is no more use in that. */
async function untilWaiting(database: AuditDatabase, sessions: number, isOver = () => false): Promise<void> {
  while (!isOver()) {
    const [row] = await database.sql(
      `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (Number(row?.['count']) >= sessions) return;
  }
}

async function rowsOf(database: AuditDatabase): Promise<readonly unknown[]> {
  return database.sql('SELECT event::text FROM auditrail.event ORDER BY occurred_at, id');
}

/** Which partitions hold what: of the old months the ids, of this month the name. */
async function tablesOf(database: AuditDatabase): Promise<readonly unknown[]> {
  const rows = await database.sql(
    `SELECT tableoid::regclass::text AS name, array_agg(id::text) AS ids FROM auditrail.event GROUP BY 1 ORDER BY 1`,
  );
  return rows.map((row) => (row['name'] === 'auditrail.event_2020_02' ? row : String(row['name']).slice(10)));
}

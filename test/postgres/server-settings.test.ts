import type { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createAuditDatabase, type AuditDatabase } from './audit-database.js';
import { sampleEvent } from './sample-event.js';

const oddSettings = {
  DateStyle: "'SQL, DMY'",
  TimeZone: "'America/St_Johns'",
  IntervalStyle: 'sql_standard',
  bytea_output: 'escape',
  extra_float_digits: '-15',
  synchronous_commit: 'off',
  search_path: '"$user"',
} as const;

for (const version of postgresVersions) {
  describe(`PostgresAuditStore under odd server settings on PostgreSQL ${version}`, () => {
    let database: AuditDatabase;
    let store: PostgresAuditStore;
    before(async () => {
      database = await createAuditDatabase(version);
      for (const [name, value] of Object.entries(oddSettings)) {
        await database.sql(`ALTER DATABASE ${database.database} SET ${name} = ${value}`);
      }
      store = database.openStore();
      (await store.migrate())._unsafeUnwrap();
    });
    after(() => database.close());

    it('bounds its partitions at midnight UTC on the first of a month', async () => {
      await database.sql(`SET TimeZone = 'UTC'`);
      const rows = await database.sql(
        `SELECT pg_get_expr(relpartbound, oid) AS bound FROM pg_class WHERE relispartition AND relkind = 'r'`,
      );
      const bounds = rows.map(({ bound }) => String(bound)).filter((bound) => bound !== 'DEFAULT');
      expect(bounds).to.have.length(14);
      for (const bound of bounds) {
        expect(bound).to.match(
          /^FOR VALUES FROM \('\d{4}-\d\d-01 00:00:00\+00'\) TO \('\d{4}-\d\d-01 00:00:00\+00'\)$/,
        );
      }
    });

    it('writes and reads the same times', async () => {
      const events = [sampleEvent(), sampleEvent({ occurredAt: '1999-07-04T01:02:03.004Z' })];
      (await store.append(events))._unsafeUnwrap();
      const { events: found, next } = (await store.query({ conditions: {}, limit: 1, offset: 1 }))._unsafeUnwrap();
      expect(next).to.equal(undefined);
      expect(events.map(({ id }) => id)).to.include(found[0]?.id);
      expect(found[0]?.recordedAt).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(Math.abs(Date.parse(found[0]?.recordedAt ?? '') - Date.now())).to.be.below(60_000);
      const first = (await store.query({ conditions: {}, limit: 1, offset: 0 }))._unsafeUnwrap();
      expect(Math.abs(Date.parse(first.next?.occurredAt ?? '') - Date.now())).to.be.below(60_000);
    });

    for (const [ofTheDatabase, effective] of [
      ['off', 'on'],
      ['local', 'on'],
      ['on', 'on'],
      ['remote_apply', 'remote_apply'],
    ] as const) {
      it(`commits with synchronous_commit ${effective} where the database says ${ofTheDatabase}`, async () => {
        await database.sql(`ALTER DATABASE ${database.database} SET synchronous_commit = ${ofTheDatabase}`);
        await database.sql(`
          CREATE TABLE IF NOT EXISTS public.seen (setting text);
          TRUNCATE public.seen;
          CREATE OR REPLACE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN INSERT INTO public.seen SELECT current_setting(''synchronous_commit''); RETURN NULL; END';
          DROP TRIGGER IF EXISTS see ON auditrail.event;
          CREATE CONSTRAINT TRIGGER see AFTER INSERT ON auditrail.event DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION public.see()`);
        const fresh = database.openStore();
        (await fresh.append([sampleEvent()]))._unsafeUnwrap();
        await fresh.close();
        expect(await database.sql('SELECT setting FROM public.seen')).to.deep.equal([{ setting: effective }]);
      });
    }

    it('appends with the functions of PostgreSQL where search_path finds others first', async () => {
      await database.sql(`
        CREATE SCHEMA astray;
        CREATE FUNCTION astray.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT 'epoch'::timestamptz $$;
        ALTER DATABASE ${database.database} SET search_path = astray, pg_catalog`);
      const event = sampleEvent();
      const astray = database.openStore();
      (await astray.append([event]))._unsafeUnwrap();
      expect(
        await database.sql('SELECT occurred_at, claimed_at FROM auditrail.event WHERE id = $1', [event.id]),
      ).to.deep.equal([{ occurred_at: new Date(event.occurredAt), claimed_at: null }]);
    });
  });
}

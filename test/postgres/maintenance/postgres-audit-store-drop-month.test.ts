import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createMigratedDatabase, type AuditDatabase } from '../audit-database.js';
import { expectCode } from '../expect-code.js';
import { sampleEvent } from '../sample-event.js';
import { ownEvents } from './own-events.js';
import { plantEvent, plantMonth } from './plant-event.js';

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.dropMonth on PostgreSQL ${version}`, () => {
    let database: AuditDatabase & { readonly store: PostgresAuditStore };
    let store: PostgresAuditStore;
    let directory: string;
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'auditrail-archive-'));
      database = await createMigratedDatabase(version);
      store = database.store;
    });
    afterEach(async () => {
      await database.close();
      await rm(directory, { recursive: true });
    });

    it('drops an archived month, records that, and keeps what is known of it', async () => {
      await plantMonth(database, '2020-01', 2);
      await plantMonth(database, '2020-02', 1);
      const manifest = (await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      expect((await store.dropMonth('2020-01'))._unsafeUnwrap()).to.deep.equal({ month: '2020-01', events: 2 });
      expect(await database.sql(`SELECT to_regclass('auditrail.event_2020_01') AS name`)).to.deep.equal([
        { name: null },
      ]);
      expect(await database.sql('SELECT FROM auditrail.event_2020_02')).to.have.length(1);
      const [event] = await ownEvents(store, 'auditrail.month.drop');
      expect(event).to.deep.include({
        resource: { id: '2020-01', type: 'auditrail.month' },
        metadata: { bodiesSha256: manifest.bodiesSha256, events: 2, fileSha256: manifest.bodies.sha256 },
      });
      const kept = await database.sql(
        `SELECT event_count::int, bodies_sha256, dropped_at > archived_at AS dropped, dropped_by
           FROM auditrail.archived_month`,
      );
      expect(kept).to.deep.equal([
        { event_count: 2, bodies_sha256: manifest.bodiesSha256, dropped: true, dropped_by: 'postgres' },
      ]);
      await expectRefusal(store, '2020-01', 'no partition');
      const again = await expectCode(store.archiveMonth('2020-01', { directory }), 'RETENTION_REFUSED');
      expect(again.message).to.contain('dropped already');
    });

    it('refuses a month that is not archived', async () => {
      await plantMonth(database, '2020-01', 1);
      await expectRefusal(store, '2020-01', 'not been archived');
      expect(await database.sql('SELECT FROM auditrail.event_2020_01')).to.have.length(1);
      expect(await ownEvents(store, 'auditrail.month.drop')).to.deep.equal([]);
    });

    it('refuses a month to which an event has come since it was archived, until it is archived again', async () => {
      await plantMonth(database, '2020-01', 1);
      (await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      await plantEvent(database, '2020-01-01T00:00:00.000Z');
      await expectRefusal(store, '2020-01', 'no longer holds what was archived');
      (await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      expect((await store.dropMonth('2020-01')).isOk()).to.equal(true);
    });

    it('refuses a month of which a body is another one than was archived', async () => {
      await plantMonth(database, '2020-01', 1);
      (await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      await database.sql(
        `ALTER TABLE auditrail.event_2020_01 DISABLE TRIGGER ALL; UPDATE auditrail.event_2020_01 SET body = '{}'`,
      );
      await expectRefusal(store, '2020-01', 'no longer holds what was archived');
    });

    it('refuses the months in which events may still arrive: this one, the coming ones, and the last one', async () => {
      const [row] = await database.sql(
        `SELECT array_agg(to_char(date_trunc('month', timezone('UTC', now())) + make_interval(months => ahead),
             'YYYY-MM')) AS months FROM generate_series(-1, 12) AS ahead`,
      );
      for (const month of row?.['months'] as string[]) {
        (await store.archiveMonth(month, { directory }))._unsafeUnwrap();
        await expectRefusal(store, month, 'may still arrive');
      }
    });

    it('refuses a month that is younger than the minimum, counted from its end', async () => {
      const [row] = await database.sql(
        `SELECT to_char(timezone('UTC', now()) - interval '4 months', 'YYYY-MM') AS month`,
      );
      const month = String(row?.['month']);
      await plantMonth(database, month, 1);
      (await store.archiveMonth(month, { directory }))._unsafeUnwrap();
      (await store.setRetention({ minimumMonths: 4, maximumMonths: null }))._unsafeUnwrap();
      await expectRefusal(store, month, 'younger than the minimum');
      (await store.setRetention({ minimumMonths: 3, maximumMonths: null }))._unsafeUnwrap();
      expect((await store.dropMonth(month)).isOk()).to.equal(true);
    });

    it('waits for readers, lets writers go on meanwhile, and drops in the end', async () => {
      await plantMonth(database, '2020-01', 1);
      (await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      const reader = await database.connect();
      await reader.query('BEGIN; SELECT FROM auditrail.event');
      const writer = database.openStore();
      let isDropped = false;
      const dropped = store.dropMonth('2020-01').map(() => (isDropped = true));
      for (let count = 0; count < 20; count += 1) {
        (await writer.append([sampleEvent()]))._unsafeUnwrap();
      }
      expect(isDropped).to.equal(false);
      await reader.query('COMMIT');
      (await dropped)._unsafeUnwrap();
    });
  });
}

async function expectRefusal(store: PostgresAuditStore, month: string, reason: string): Promise<void> {
  const error = await expectCode(store.dropMonth(month), 'RETENTION_REFUSED');
  expect(error.message).to.contain(reason);
}

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createMigratedDatabase, type AuditDatabase } from '../audit-database.js';
import { expectCode } from '../expect-code.js';
import { ownEvents } from './own-events.js';
import { plantEvent, plantMonth } from './plant-event.js';

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.archiveMonth on PostgreSQL ${version}`, () => {
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

    it('writes the bodies of the month byte for byte, in the order of time and id', async () => {
      await plantMonth(database, '2020-01', 30);
      await plantMonth(database, '2020-02', 1);
      (await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      const rows = await database.sql('SELECT body FROM auditrail.event_2020_01 ORDER BY occurred_at, id');
      expect(await readFile(join(directory, '2020-01.jsonl'), 'utf8')).to.equal(
        rows.map(({ body }) => `${String(body)}\n`).join(''),
      );
    });

    it('keeps beside them what only the database knows of each event', async () => {
      await plantMonth(database, '2020-01', 2);
      (await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      const [row] = await database.sql(
        `SELECT id, encode(salt, 'hex') AS salt, tx FROM auditrail.event_2020_01 ORDER BY occurred_at, id`,
      );
      const facts = (await readFile(join(directory, '2020-01.facts.jsonl'), 'utf8')).split('\n');
      expect(facts).to.have.length(3);
      expect(JSON.parse(facts[0] ?? '')).to.deep.equal({
        ...row,
        dbRole: 'postgres',
        occurredAt: '2020-01-28T00:59:59.999Z',
        recordedAt: '2020-01-28T00:59:59.999000Z',
        transactional: 'false',
      });
    });

    it('describes the files in a manifest, which it returns too', async () => {
      const ids = await plantMonth(database, '2020-01', 30);
      const manifest = (await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      expect(JSON.parse(await readFile(join(directory, '2020-01.manifest.json'), 'utf8'))).to.deep.equal(manifest);
      const [row] = await database.sql('SELECT id FROM auditrail.installation');
      expect(manifest).to.deep.include({ v: 1, month: '2020-01', installation: row?.['id'], events: 30 });
      expect(manifest.last).to.deep.equal({ occurredAt: '2020-01-28T23:59:59.999Z', id: ids[23] });
      for (const { file, sha256 } of [manifest.bodies, manifest.facts]) {
        const content = await readFile(join(directory, file));
        expect(createHash('sha256').update(content).digest('hex')).to.equal(sha256);
      }
      expect((await readdir(directory)).sort()).to.deep.equal([
        '2020-01.facts.jsonl',
        '2020-01.jsonl',
        '2020-01.manifest.json',
      ]);
    });

    it('registers the archive with what later proofs need, and records that', async () => {
      await plantMonth(database, '2020-01', 3);
      const { bodiesSha256, bodies, first, last } = (
        await store.archiveMonth('2020-01', { directory })
      )._unsafeUnwrap();
      const [row] = await database.sql(
        `SELECT month::text, event_count::int, bodies_sha256, file_sha256, first_id, last_id, archived_by, dropped_at
           FROM auditrail.archived_month`,
      );
      expect(row).to.deep.equal({
        month: '2020-01-01',
        event_count: 3,
        bodies_sha256: bodiesSha256,
        file_sha256: bodies.sha256,
        first_id: first?.id,
        last_id: last?.id,
        archived_by: 'postgres',
        dropped_at: null,
      });
      const [event] = await ownEvents(store, 'auditrail.month.archive');
      expect(event).to.deep.include({
        resource: { id: '2020-01', type: 'auditrail.month' },
        metadata: { bodiesSha256, events: 3, fileSha256: bodies.sha256 },
      });
    });

    it('reads a few hundred events at a time, and says how far it is', async () => {
      await plantMonth(database, '2020-01', 1);
      await database.sql(
        `INSERT INTO auditrail.event (occurred_at, id, body, actor_type, action, outcome, resource_type, source,
             transactional, recorded_at)
           SELECT '2020-01-02', gen_random_uuid(), '{}', '', '', '', '', '', false, '2020-01-02'
           FROM generate_series(1, 1199)`,
      );
      const progress: number[] = [];
      const onProgress = (events: number): unknown => progress.push(events);
      (await store.archiveMonth('2020-01', { directory, onProgress }))._unsafeUnwrap();
      expect(progress).to.deep.equal([500, 1000, 1200]);
    });

    it('archives a month without events', async () => {
      const manifest = (await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      expect(manifest).to.deep.include({ events: 0, first: null, last: null });
      expect(await readFile(join(directory, '2020-01.jsonl'), 'utf8')).to.equal('');
    });

    it('replaces an earlier archive, but not by one that has fewer events', async () => {
      await plantMonth(database, '2020-01', 1);
      (await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      await plantEvent(database, '2020-01-01T00:00:00.000Z');
      expect((await store.archiveMonth('2020-01', { directory }))._unsafeUnwrap().events).to.equal(2);
      const before = await readFile(join(directory, '2020-01.jsonl'));
      await database.sql(
        `ALTER TABLE auditrail.event DISABLE TRIGGER ALL; ALTER TABLE auditrail.event_2020_01 DISABLE TRIGGER ALL;
           DELETE FROM auditrail.event WHERE occurred_at = '2020-01-01 00:00:00Z'`,
      );
      const error = await expectCode(store.archiveMonth('2020-01', { directory }), 'RETENTION_REFUSED');
      expect(error.message).to.contain('fewer events');
      expect(await readFile(join(directory, '2020-01.jsonl'))).to.deep.equal(before);
      expect(await readdir(directory)).to.have.length(3);
    });

    it('fails with ARCHIVE_FAILED where it cannot write, and registers nothing', async () => {
      await writeFile(join(directory, 'file'), '');
      await expectCode(store.archiveMonth('2020-01', { directory: join(directory, 'file') }), 'ARCHIVE_FAILED');
      expect(await database.sql('SELECT FROM auditrail.archived_month')).to.deep.equal([]);
    });

    it('cannot be registered with other content than the month has', async () => {
      await plantMonth(database, '2020-01', 1);
      for (const [events, digest] of [
        [1, 'a'.repeat(64)],
        [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
      ]) {
        const failure: unknown = await database
          .sql(`SELECT auditrail.register_archive('2020-01-01', $1, $2, $2)`, [events, digest])
          .catch((error: unknown) => error);
        expect(failure).to.include({ code: 'TR004', constraint: 'archive_differs_from_month' });
      }
    });
  });
}

import type { Problem, VerificationReport } from '@auditrail/postgres';
import { expect } from 'chai';
import { join } from 'node:path';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { plantMonth } from '../maintenance/plant-event.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, origin, type SealedDatabase } from '../sealing/sealed-database.js';

const told = ({ problems }: { readonly problems: readonly Problem[] }) =>
  problems.map(({ kind, detail }) => `${kind}: ${detail}`);

for (const version of postgresVersions) {
  describe(`a sealed log of which months were dropped, on PostgreSQL ${version}`, function () {
    this.timeout(60_000);
    let database: SealedDatabase;
    let month: string;

    /** Three months of five events; the first one is archived and dropped. */
    beforeEach(async () => {
      database = await createSealedDatabase(version);
      for (const name of ['2020-01', '2020-02']) await plantMonth(database, name, 5);
      (await database.store.append(Array.from({ length: 5 }, () => sampleEvent())))._unsafeUnwrap();
      month = new Date().toISOString().slice(0, 7);
      await seal();
      await drop('2020-01');
      await database.sql(`DO $$ DECLARE relation regclass; BEGIN
        FOR relation IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'auditrail.event'::regclass
        LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', relation); END LOOP; END $$;
        ALTER TABLE auditrail.event DISABLE TRIGGER ALL; ALTER TABLE auditrail.tree_leaf DISABLE TRIGGER ALL`);
    });
    afterEach(() => database.close());

    const seal = async () => void (await database.openSealer().seal())._unsafeUnwrap();
    async function drop(name: string, store = database.store): Promise<void> {
      (await store.archiveMonth(name, { directory: join(database.folder, 'archive') }))._unsafeUnwrap();
      (await store.dropMonth(name))._unsafeUnwrap();
    }
    const verify = async (from?: string): Promise<VerificationReport> => {
      const anchored = (await database.anchor.all())._unsafeUnwrap();
      return (await database.store.verify({ origin, keys: [database.verifierKey], anchored, from }))._unsafeUnwrap();
    };
    const removeOne = () =>
      database.sql(`DELETE FROM auditrail.event
        WHERE id = (SELECT id FROM auditrail.event WHERE action NOT LIKE 'auditrail.%' ORDER BY occurred_at DESC LIMIT 1)`);

    it('holds, before and after the event that tells of it is sealed, and when its month is dropped as well', async () => {
      expect(await verify()).to.include({ holds: true, archived: 5 });
      await seal();
      expect(await verify()).to.include({ holds: true, archived: 5 });
      await drop('2020-02');
      await seal();
      expect(await verify()).to.include({ holds: true, archived: 10 });
    });

    it('holds where a month is dropped while its events are compared', async () => {
      const client = await database.connect();
      await client.query('BEGIN; LOCK TABLE auditrail.tree_tile');
      const verifying = verify();
      for (;;) {
        const [{ waiting } = {}] = await database.sql(
          'SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted',
        );
        if (Number(waiting) > 0) break;
      }
      await drop('2020-02', database.openStore());
      await client.query('COMMIT');
      expect(await verifying).to.include({ holds: true });
    });

    it('holds where the month with the event of an earlier drop was dropped later', async () => {
      await seal();
      await database.sql(`UPDATE auditrail.archived_month SET dropped_at = '2020-02-15' WHERE month = '2020-01-01'`);
      await drop('2020-02');
      await database.sql(
        `DELETE FROM auditrail.event WHERE action = 'auditrail.month.drop' AND resource_id = '2020-01'`,
      );
      await seal();
      expect(told(await verify())).to.deep.equal(['missing: the event is not in the log']);
    });

    it('lacks an event, whatever the database notes of its month', async () => {
      await seal();
      await removeOne();
      await database.sql(
        `INSERT INTO auditrail.archived_month (month, event_count, bodies_sha256, file_sha256, archived_by, dropped_at, dropped_by)
         SELECT date_trunc('month', now()), event_count, bodies_sha256, file_sha256, archived_by, now(), dropped_by
         FROM auditrail.archived_month`,
      );
      expect(told(await verify())).to.deep.equal(['missing: the event is not in the log']);
      const { progress } = (
        await database.store.verifyInTurn({ origin, keys: [database.verifierKey], withinDays: 1 })
      )._unsafeUnwrap();
      const clock = () => new Date(Date.now() + 2 * 86_400_000);
      const turn = await database.store.verifyInTurn({
        origin,
        keys: [database.verifierKey],
        withinDays: 1,
        progress,
        clock,
      });
      expect(told(turn._unsafeUnwrap())).to.include('missing: the event is not in the log');
    });

    it('lacks an event whose leaf was put into a month that was dropped', async () => {
      await seal();
      const [leaf] = await database.sql(`SELECT id FROM auditrail.event WHERE action NOT LIKE 'auditrail.%'
        ORDER BY occurred_at DESC LIMIT 1`);
      await removeOne();
      await database.sql(`UPDATE auditrail.tree_leaf SET occurred_at = '2020-01-15' WHERE id = $1`, [leaf?.['id']]);
      expect(told(await verify())).to.deep.equal(['altered: the leaf points to another event']);
    });

    it('is found out by an event that says it was dropped, and was not', async () => {
      const forged = sampleEvent({
        action: 'auditrail.month.drop',
        resource: { type: 'auditrail.month', id: month },
        metadata: { events: 1 },
      });
      await removeOne();
      (await database.store.append([forged]))._unsafeUnwrap();
      await seal();
      const { problems } = await verify();
      expect(problems.map(({ kind, id, detail }) => [kind, id, detail])).to.deep.equal([
        ['altered', forged.id, `${month} was dropped, it says, and has 7 events`],
        ['altered', forged.id, `${month} was dropped with 1 events, it says, and 8 were sealed`],
      ]);
    });

    it('was not dropped with more events, or fewer, than have a leaf', async () => {
      await seal();
      await database.sql(`DELETE FROM auditrail.event_2020_02`);
      const forged = sampleEvent({
        action: 'auditrail.month.drop',
        resource: { type: 'auditrail.month', id: '2020-02' },
        metadata: { events: 4 },
      });
      (await database.store.append([forged]))._unsafeUnwrap();
      await seal();
      expect(told(await verify())).to.deep.equal([
        'altered: 2020-02 was dropped with 4 events, it says, and 5 were sealed',
      ]);
    });

    it('is not believed where the event of the drop is not what was sealed', async () => {
      await seal();
      await database.sql(`UPDATE auditrail.event SET db_role = 'x' WHERE action = 'auditrail.month.drop'`);
      const problems = told(await verify());
      expect(problems.filter((problem) => problem === 'missing: the event is not in the log')).to.have.length(5);
    });
  });
}

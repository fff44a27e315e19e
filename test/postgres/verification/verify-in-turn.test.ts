import type { TurnReport, VerificationProgress, VerifyInTurnOptions } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, origin, type SealedDatabase } from '../sealing/sealed-database.js';

const dayMs = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00.000Z');

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.verifyInTurn on PostgreSQL ${version}`, function () {
    this.timeout(60_000);
    let database: SealedDatabase;
    beforeEach(async () => (database = await createSealedDatabase(version)));
    afterEach(() => database.close());

    async function seal(count: number): Promise<void> {
      (await database.store.append(Array.from({ length: count }, () => sampleEvent())))._unsafeUnwrap();
      (await database.openSealer().seal())._unsafeUnwrap();
    }
    const optionsOf = (progress: VerificationProgress | undefined, day: number): VerifyInTurnOptions => ({
      origin,
      keys: [database.verifierKey],
      withinDays: 10,
      progress,
      clock: () => new Date(start + day * dayMs),
    });
    const turn = async (progress: VerificationProgress | undefined, day: number): Promise<TurnReport> =>
      (await database.store.verifyInTurn(optionsOf(progress, day)))._unsafeUnwrap();
    const problemsOf = ({ problems }: TurnReport) => problems.map(({ kind, position }) => [kind, position]);

    it('reads what is new at once, and what is old in its turn, round after round', async () => {
      await seal(1_000);
      const first = await turn(undefined, 0);
      expect(first).to.include({ holds: true, verified: 1_000, reread: 0 });
      const second = await turn(first.progress, 2.4);
      expect(second).to.include({ holds: true, verified: 0, verifiedFrom: 1_000, reread: 256 });
      await seal(100);
      const third = await turn(second.progress, 5);
      expect(third).to.include({ holds: true, verified: 100, verifiedFrom: 1_000, reread: 512 });
      expect(await turn(third.progress, 5)).to.include({ verified: 0, reread: 0 });
      const fourth = await turn(third.progress, 11);
      expect(fourth).to.include({ holds: true, reread: 332 });
      expect(fourth.progress).to.include({ position: 0, roundStartedAt: '2026-01-12T00:00:00.000Z' });
      expect(await turn(fourth.progress, 21)).to.include({ reread: 1_100 });
    });

    it('waits for the first checkpoint', async () => {
      const first = await turn(undefined, 0);
      expect(first.progress).to.deep.equal({ position: 0, roundStartedAt: '2026-01-01T00:00:00.000Z' });
      await seal(1);
      expect(await turn(first.progress, 20)).to.include({ verified: 1, holds: true });
    });

    /** Changes an event, a leaf or a tile, the guards being switched off. */
    async function change(sql: string): Promise<void> {
      await database.sql(`SET session_replication_role = replica;
        DO $$ DECLARE relation regclass; BEGIN
          FOR relation IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'auditrail.event'::regclass
          LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', relation); END LOOP; END $$;
        ALTER TABLE auditrail.event DISABLE TRIGGER ALL; ALTER TABLE auditrail.tree_leaf DISABLE TRIGGER ALL;
        ALTER TABLE auditrail.tree_tile DISABLE TRIGGER ALL; ${sql}`);
    }
    const eventAt = (position: number) =>
      `id = (SELECT id FROM auditrail.tree_leaf WHERE position = ${String(position)})`;

    const changes: readonly (readonly [what: string, sql: string, problems: readonly (readonly [string, number])[]])[] =
      [
        ['a changed event', `UPDATE auditrail.event SET db_role = 'x' WHERE ${eventAt(7)}`, [['altered', 7]]],
        ['an event that is gone', `DELETE FROM auditrail.event WHERE ${eventAt(300)}`, [['missing', 300]]],
        ['a leaf that is gone', 'DELETE FROM auditrail.tree_leaf WHERE position = 7', [['missing', 7]]],
        [
          'a changed leaf',
          `UPDATE auditrail.tree_leaf SET entry = replace(entry, '"role":"postgres"', '"role":"x"') WHERE position = 7`,
          [
            ['altered', 7],
            ['altered', 7],
          ],
        ],
        [
          'a tile that is gone',
          'DELETE FROM auditrail.tree_tile WHERE level = 0 AND index = 1',
          [
            ['forked', 0],
            ['forked', 512],
          ],
        ],
        [
          'a changed tile',
          `UPDATE auditrail.tree_tile SET hashes = overlay(hashes PLACING '\\x00' FROM 40) WHERE index = 0`,
          [
            ['altered', 1],
            ['forked', 0],
          ],
        ],
        [
          'the first leaf of the tile that is not full yet',
          `DELETE FROM auditrail.tree_leaf WHERE position = 512`,
          [
            ['missing', 512],
            ['forked', 512],
          ],
        ],
      ];
    for (const [what, sql, problems] of changes) {
      it(`finds ${what} in its turn`, async () => {
        await seal(600);
        const { progress } = await turn(undefined, 0);
        await change(sql);
        const found = await turn(progress, 10);
        expect(found.holds).to.equal(false);
        expect(problemsOf(found)).to.deep.include.members(problems);
      });
    }

    it('finds an event that was stored where sealing had been at the beginning of a round, or among the recent', async () => {
      await seal(10);
      const { progress } = await turn(undefined, 0);
      const second = await turn(progress, 1);
      await change(`INSERT INTO auditrail.event (occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional, tx)
        SELECT occurred_at, gen_random_uuid(), body, actor_type, action, outcome, resource_type, source, transactional, '700'
        FROM auditrail.event LIMIT 1`);
      expect(problemsOf(await turn(second.progress, 2))).to.deep.equal([]);
      const last = await turn(second.progress, 11);
      expect(problemsOf(await turn(last.progress, 12))).to.deep.equal([['unsealed', undefined]]);
    });

    it('fails where the days are none', async () => {
      for (const withinDays of [0, -1, Number.NaN]) {
        const failed = await database.store.verifyInTurn({ ...optionsOf(undefined, 0), withinDays });
        expect(failed._unsafeUnwrapErr().code).to.equal('OPTIONS_INVALID');
      }
      const wrong = await database.store.verifyInTurn({ ...optionsOf(undefined, 0), keys: ['none'] });
      expect(wrong._unsafeUnwrapErr().code).to.equal('OPTIONS_INVALID');
    });
  });
}

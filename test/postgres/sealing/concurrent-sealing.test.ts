import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { expectSealedOnce } from './expect-sealed-once.js';
import { createSealedDatabase, type SealedDatabase } from './sealed-database.js';
import { writeUntil } from './write-until.js';

// `npm run check` asks for more.
const seconds = Number(process.env['AUDITRAIL_TEST_SEALING_SECONDS'] ?? 2);
const writers = 16;

for (const version of postgresVersions) {
  describe(`sealing while 16 write on PostgreSQL ${version}`, function () {
    this.timeout(60_000 + seconds * 2_000);
    let database: SealedDatabase;
    beforeEach(async () => (database = await createSealedDatabase(version)));
    afterEach(() => database.close());

    /** Writes for a while, with something else at work. */
    async function writeWith(work: (isOver: () => boolean) => Promise<void>): Promise<readonly string[]> {
      const end = Date.now() + seconds * 1_000;
      const isOver = () => Date.now() > end;
      const [written] = await Promise.all([writeUntil(isOver, database, writers), work(isOver)]);
      return written;
    }

    it('gives each committed event one place, whichever of two sealers is killed', async () => {
      const sealers = [database.openSealer(), database.openSealer()];
      const written = await writeWith(async (isOver) => {
        const sealing = sealers.map(async (sealer) => {
          while (!isOver()) {
            await sealer.seal();
            await sleep(5);
          }
        });
        while (!isOver()) {
          await sleep(150);
          await database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name = 'auditrail' AND datname = current_database() ORDER BY random() LIMIT 1`);
        }
        await Promise.all(sealing);
      });
      (await database.openSealer().seal())._unsafeUnwrap();
      await expectSealedOnce(database, written);
    });

    it('loses events to whoever goes by the highest id so far: so this test notices', async () => {
      const seen = new Set<string>();
      const written = await writeWith(async (isOver) => {
        let last = '00000000-0000-0000-0000-000000000000';
        while (!isOver()) {
          const rows = await database.sql(`SELECT id FROM auditrail.event WHERE id > $1 ORDER BY id`, [last]);
          for (const { id } of rows) seen.add(String(id));
          last = (rows.at(-1)?.['id'] as string | undefined) ?? last;
          await sleep(5);
        }
      });
      expect(written.filter((id) => !seen.has(id)).length).to.be.greaterThan(writers);
    });
  });
}

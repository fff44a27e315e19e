import { setTimeout as sleep } from 'node:timers/promises';
import { CompactRange, leafHash } from '@auditrail/integrity';
import { expect } from 'chai';
import type pg from 'pg';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, type SealedDatabase } from './sealed-database.js';

// `npm run check` asks for more.
const seconds = Number(process.env['AUDITRAIL_TEST_SEALING_SECONDS'] ?? 2);
const writers = 16;

for (const version of postgresVersions) {
  describe(`sealing while 16 write on PostgreSQL ${version}`, function () {
    this.timeout(60_000 + seconds * 2_000);
    let database: SealedDatabase;
    beforeEach(async () => (database = await createSealedDatabase(version)));
    afterEach(() => database.close());

    /** Transactions of up to 20 ms, every tenth rolled back, some behind a savepoint; answers with what has committed. */
    async function write(client: pg.Client, isOver: () => boolean): Promise<readonly string[]> {
      const committed: string[] = [];
      while (!isOver()) {
        const events = [sampleEvent(), sampleEvent()];
        await client.query('BEGIN');
        await client.query('SAVEPOINT s');
        await client.query('SELECT auditrail.append_events($1, true)', [JSON.stringify(events)]);
        await client.query('RELEASE s');
        await sleep(Math.random() * 20);
        const commits = Math.random() > 0.1;
        await client.query(commits ? 'COMMIT' : 'ROLLBACK');
        if (commits) committed.push(...events.map(({ id }) => id));
      }
      return committed;
    }

    /** Writes for a while, with something else at work. */
    async function writeWith(work: (isOver: () => boolean) => Promise<void>): Promise<readonly string[]> {
      const end = Date.now() + seconds * 1_000;
      const isOver = () => Date.now() > end;
      const clients = await Promise.all(Array.from({ length: writers }, () => database.connect()));
      const [written] = await Promise.all([Promise.all(clients.map((client) => write(client, isOver))), work(isOver)]);
      return written.flat();
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

      const leaves = await database.leaves();
      expect(leaves.map(({ position }) => position)).to.deep.equal(leaves.map((_, index) => index));
      expect(leaves).to.have.length(written.length);
      expect(new Set(leaves.map(({ id }) => id))).to.deep.equal(new Set(written));
      const notes = (await database.anchor.all())._unsafeUnwrap();
      expect(notes.length).to.be.greaterThan(2);
      await expectOneRootForEachSize(notes);
    });

    async function expectOneRootForEachSize(notes: readonly string[]): Promise<void> {
      const rows = await database.sql('SELECT entry FROM auditrail.tree_leaf ORDER BY position');
      const roots = new Map<number, string>();
      const tree = new CompactRange();
      for (const { entry } of rows) {
        tree.append(leafHash(Buffer.from(String(entry))));
        roots.set(tree.size, Buffer.from(tree.root()).toString('base64'));
      }
      for (const note of notes) {
        const [, size, root] = note.split('\n');
        expect(root).to.equal(roots.get(Number(size)));
      }
    }

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

import { formatCheckpoint, parseCheckpoint, parsePrivateKey, signNote } from '@auditrail/integrity';
import { FileCheckpointAnchor, type CheckpointAnchor } from '@auditrail/postgres';
import { expect } from 'chai';
import { ResultAsync } from 'neverthrow';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, type SealedDatabase } from './sealed-database.js';

for (const version of postgresVersions) {
  describe(`what a Sealer signs and publishes, on PostgreSQL ${version}`, () => {
    let database: SealedDatabase;
    beforeEach(async function () {
      this.timeout(60_000);
      database = await createSealedDatabase(version);
    });
    afterEach(() => database.close());

    async function append(count: number): Promise<void> {
      const events = Array.from({ length: count }, () => sampleEvent());
      (await database.store.append(events))._unsafeUnwrap();
    }
    const seal = async () => (await database.openSealer().seal())._unsafeUnwrap();

    it('publishes what it signs, each the growth of the one before', async () => {
      await append(2);
      await seal();
      await append(70);
      await seal();
      const notes = (await database.anchor.all())._unsafeUnwrap();
      const checkpoints = notes.map((note) => parseCheckpoint(`${note.split('\n\n')[0] ?? ''}\n`));
      expect(checkpoints.map((checkpoint) => checkpoint.ok && checkpoint.value.size)).to.deep.equal([2, 72]);
      const kept = await database.sql('SELECT note FROM auditrail.checkpoint ORDER BY size');
      expect(kept.map(({ note }) => note)).to.deep.equal(notes);
    });

    it('publishes in the order of growth, however slow the anchor is: a second sealer waits for its turn', async () => {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      let isPublishing = (): void => undefined;
      const publishing = new Promise<void>((resolve) => (isPublishing = resolve));
      const slow: CheckpointAnchor = {
        latest: () => database.anchor.latest(),
        publish: (note) => {
          isPublishing();
          return ResultAsync.fromSafePromise(released).andThen(() => database.anchor.publish(note));
        },
      };
      await append(2);
      const first = database.openSealer({ anchor: slow }).seal();
      await publishing;
      await append(1);
      expect(await seal()).to.include({ sealed: 0, size: undefined, checkpoint: undefined });
      release();
      expect((await first)._unsafeUnwrap().checkpoint?.size).to.equal(2);
      expect((await seal()).checkpoint?.size).to.equal(3);
      const notes = (await database.anchor.all())._unsafeUnwrap();
      expect(notes.map((note) => note.split('\n')[1])).to.deep.equal(['2', '3']);
    });

    it('signs nothing where the tree lacks what would show that it has grown', async () => {
      await append(300);
      await seal();
      await append(300);
      await database.sql(`ALTER TABLE auditrail.tree_leaf DISABLE TRIGGER ALL;
        ALTER TABLE auditrail.tree_tile DISABLE TRIGGER ALL`);
      await database.sql('DELETE FROM auditrail.tree_tile; DELETE FROM auditrail.tree_leaf WHERE position = 290');
      expect((await database.openSealer().seal()).isErr()).to.equal(true);
      expect((await database.anchor.all())._unsafeUnwrap()).to.have.length(1);
    });

    it('signs nothing that does not begin with what the anchor has', async () => {
      await append(3);
      await seal();
      await database.sql(`ALTER TABLE auditrail.tree_leaf DISABLE TRIGGER ALL; DELETE FROM auditrail.tree_leaf;
        UPDATE auditrail.tree_head SET size = 0, subtrees = '', sealed_snapshot = NULL`);
      await database.sql('ALTER TABLE auditrail.event_default ENABLE ALWAYS TRIGGER refuse_change');
      const other = await database.openSealer().seal();
      // The same events in the same order make the same tree: nothing is wrong yet.
      expect(other.isOk()).to.equal(true);
      await database.sql(`DELETE FROM auditrail.tree_leaf;
        UPDATE auditrail.tree_head SET size = 0, subtrees = '', sealed_snapshot = NULL;
        ALTER TABLE auditrail.event DISABLE TRIGGER ALL`);
      const [{ month } = {}] = await database.sql(
        'SELECT tableoid::regclass::text AS month FROM auditrail.event LIMIT 1',
      );
      await database.sql(
        `ALTER TABLE ${String(month)} DISABLE TRIGGER ALL; UPDATE auditrail.event SET body = '{"forged":true}'`,
      );
      expect((await database.openSealer().seal())._unsafeUnwrapErr()).to.include({ code: 'LOG_FORKED' });
      expect((await database.anchor.all())._unsafeUnwrap()).to.have.length(1);
    });

    it('does not sign a log that went back, nor one that has grown again since', async () => {
      await append(3);
      await seal();
      await database.sql(`ALTER TABLE auditrail.tree_leaf DISABLE TRIGGER ALL;
        DELETE FROM auditrail.tree_leaf; UPDATE auditrail.tree_head SET size = 0, subtrees = '';`);
      await append(1);
      expect((await database.openSealer().seal())._unsafeUnwrapErr()).to.include({ code: 'LOG_ROLLED_BACK' });
      await append(4);
      expect((await database.openSealer().seal())._unsafeUnwrapErr()).to.include({ code: 'LOG_FORKED' });
    });

    it('seals, but signs nothing, while the anchor cannot be reached', async () => {
      await append(1);
      const path = join(database.folder, 'no-folder');
      await writeFile(path, '');
      const unreachable = new FileCheckpointAnchor(join(path, 'checkpoints.jsonl'));
      const failed = await database.openSealer({ anchor: unreachable }).seal();
      expect(failed._unsafeUnwrapErr()).to.include({ code: 'ANCHOR_FAILED' });
      expect(await database.leaves()).to.have.length(1);
      expect(await database.sql('SELECT FROM auditrail.checkpoint')).to.deep.equal([]);
      expect((await seal()).checkpoint?.size).to.equal(1);
    });

    it('signs nothing while the last note in the anchor is none of this log', async () => {
      await append(1);
      const { key } = database;
      const signer = parsePrivateKey(key);
      if (!signer.ok) throw new Error(signer.failure.message);
      const root = Buffer.alloc(32);
      const foreign = await signNote(formatCheckpoint({ origin: 'audit.test/other', size: 1, root }), [signer.value]);
      for (const note of ['rubbish', foreign]) {
        (await database.anchor.publish(note))._unsafeUnwrap();
        expect((await database.openSealer().seal())._unsafeUnwrapErr()).to.include({ code: 'ANCHOR_FAILED' });
      }
      expect(await database.sql('SELECT FROM auditrail.checkpoint')).to.deep.equal([]);
    });

    it('keeps a checkpoint that a crash left in the anchor only', async () => {
      await append(1);
      await seal();
      await database.sql(`ALTER TABLE auditrail.checkpoint DISABLE TRIGGER ALL; DELETE FROM auditrail.checkpoint`);
      await seal();
      expect(await database.sql('SELECT size::int FROM auditrail.checkpoint')).to.deep.equal([{ size: 1 }]);
    });
  });
}

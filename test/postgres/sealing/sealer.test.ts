import {
  formatCheckpoint,
  generateNoteKey,
  parseCheckpoint,
  parsePrivateKey,
  signNote,
  verifyReceipt,
} from '@auditrail/integrity';
import { FileCheckpointAnchor, Sealer, type CheckpointAnchor } from '@auditrail/postgres';
import { expect } from 'chai';
import { ResultAsync } from 'neverthrow';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, origin, type SealedDatabase } from './sealed-database.js';

for (const version of postgresVersions) {
  describe(`Sealer on PostgreSQL ${version}`, () => {
    let database: SealedDatabase;
    beforeEach(async function () {
      this.timeout(60_000);
      database = await createSealedDatabase(version);
    });
    afterEach(() => database.close());

    async function append(count: number): Promise<readonly string[]> {
      const events = Array.from({ length: count }, () => sampleEvent());
      (await database.store.append(events))._unsafeUnwrap();
      return events.map(({ id }) => id);
    }
    const seal = async () => (await database.openSealer().seal())._unsafeUnwrap();

    it('gives each event one place, without holes, and signs how many there are', async () => {
      const ids = [...(await append(3))];
      expect(await seal()).to.deep.include({ sealed: 3, size: 3, fromElsewhere: 0 });
      ids.push(...(await append(2)));
      const { sealed, checkpoint } = await seal();
      expect([sealed, checkpoint?.size, checkpoint?.origin]).to.deep.equal([2, 5, origin]);
      const leaves = await database.leaves();
      expect(leaves.map(({ position }) => position)).to.deep.equal([0, 1, 2, 3, 4]);
      expect(leaves.map(({ id }) => id)).to.have.members(ids);
      expect(await seal()).to.deep.include({ sealed: 0, checkpoint: undefined });
    });

    it('gives a receipt of each event, which the public key alone verifies', async function () {
      this.timeout(60_000);
      const ids = await append(300);
      const pending = await database.store.proofOf(ids[0] ?? '');
      expect(pending._unsafeUnwrapErr()).to.include({ code: 'EVENT_NOT_SEALED' });
      await seal();
      await append(1);
      await seal();
      for (const id of [ids[0], ids[42], ids[255], ids[256], ids[299]]) {
        const { position, receipt } = (await database.store.proofOf(id ?? ''))._unsafeUnwrap();
        const verified = verifyReceipt(receipt, database.verifier);
        expect(verified.ok && verified.value.entry.id).to.equal(id);
        expect(verified.ok && verified.value.index).to.equal(position);
        expect(verified.ok && verified.value.checkpoint.size).to.equal(301);
      }
    });

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

    it('seals a log of any length in batches, at first and behind what is sealed', async function () {
      this.timeout(60_000);
      const ids = [...(await append(2_300))];
      expect(await seal()).to.deep.include({ sealed: 2_300, size: 2_300 });
      ids.push(...(await append(1_200)), ...(await append(1_200)));
      const { sealed, checkpoint } = await seal();
      expect([sealed, checkpoint?.size]).to.deep.equal([2_400, 4_700]);
      const leaves = await database.leaves();
      expect(leaves.map(({ position }) => position)).to.deep.equal(ids.map((_, at) => at));
      expect(leaves.map(({ id }) => id).sort()).to.deep.equal(ids.sort());
    });

    it('seals what commits late, after what committed before it', async () => {
      const client = await database.connect();
      await client.query('BEGIN; SAVEPOINT s');
      const late = sampleEvent();
      await client.query('SELECT auditrail.append_events($1, true)', [JSON.stringify([late])]);
      await append(2);
      expect((await seal()).sealed).to.equal(2);
      await append(1);
      await client.query('COMMIT');
      expect((await seal()).sealed).to.equal(2);
      expect((await database.leaves()).map(({ id }) => id)).to.include(late.id);
    });

    it('seals what a prepared transaction commits, and is not held up by it', async function () {
      const [settings] = await database.sql('SHOW max_prepared_transactions');
      const client = await database.connect();
      await client.query('BEGIN');
      await client.query('SELECT auditrail.append_events($1, true)', [JSON.stringify([sampleEvent()])]);
      if (settings?.['max_prepared_transactions'] === '0') {
        // What matters is that it stays open while others come and go, from another connection or from none.
        await append(1);
        expect((await seal()).sealed).to.equal(1);
        await client.query('COMMIT');
      } else {
        await client.query(`PREPARE TRANSACTION 'sealing'`);
        await append(1);
        expect((await seal()).sealed).to.equal(1);
        await client.query(`COMMIT PREPARED 'sealing'`);
      }
      expect((await seal()).sealed).to.equal(1);
    });

    it('seals nothing of what was rolled back', async () => {
      const client = await database.connect();
      await client.query('BEGIN');
      await client.query('SELECT auditrail.append_events($1, true)', [JSON.stringify([sampleEvent()])]);
      await append(1);
      expect((await seal()).sealed).to.equal(1);
      await client.query('ROLLBACK');
      expect((await seal()).sealed).to.equal(0);
    });

    it('leaves the work to another sealer that is at it', async () => {
      await append(1);
      const client = await database.connect();
      await client.query('BEGIN; SELECT FROM auditrail.tree_head FOR UPDATE');
      expect(await seal()).to.deep.include({ sealed: 0, size: undefined });
      await client.query('ROLLBACK');
      expect((await seal()).sealed).to.equal(1);
    });

    it('seals rows of transactions that are yet to come, and says so', async () => {
      await append(1);
      await seal();
      await database.sql(`INSERT INTO auditrail.event (occurred_at, id, body, actor_type, action, outcome, resource_type,
          source, transactional, tx)
        VALUES (date_trunc('milliseconds', now()), gen_random_uuid(), '{}', 'user', 'x.y', 'success', 'x', 'application',
          false, '9223372036854775807')`);
      expect(await seal()).to.deep.include({ sealed: 1, fromElsewhere: 1, size: 2 });
      await append(1);
      expect(await seal()).to.deep.include({ sealed: 1, fromElsewhere: 0, size: 3 });
    });

    it('seals both of two events that share an id', async () => {
      const event = sampleEvent();
      (await database.store.append([event]))._unsafeUnwrap();
      await seal();
      await database.sql(
        `INSERT INTO auditrail.event (occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional)
         SELECT occurred_at + interval '1 second', id, body, actor_type, action, outcome, resource_type, source, transactional
         FROM auditrail.event`,
      );
      expect(await seal()).to.deep.include({ sealed: 1, size: 2 });
    });

    it('walks through the whole log once more in another cluster, and seals nothing twice', async () => {
      await append(2);
      await seal();
      // As after a restore: snapshots and transactions are of another cluster.
      await database.sql(`UPDATE auditrail.tree_head SET system_identifier = 1,
        sealed_snapshot = '9000000:9000000:', target_snapshot = NULL`);
      await append(2);
      expect(await seal()).to.deep.include({ sealed: 2, size: 4 });
      await append(1);
      expect(await seal()).to.deep.include({ sealed: 1, size: 5 });
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

    it('goes on watching after a failure, and tells of it', async () => {
      await append(1);
      await database.sql('ALTER TABLE auditrail.tree_head RENAME TO no_head');
      const stop = new AbortController();
      const [told, failures]: [number[], string[]] = [[], []];
      await database.openSealer().watch({
        intervalMs: 5,
        signal: stop.signal,
        onError: ({ code }) => {
          failures.push(code);
          if (failures.length === 1) void database.sql('ALTER TABLE auditrail.no_head RENAME TO tree_head');
        },
        onSealed: ({ sealed }) => {
          told.push(sealed);
          stop.abort();
        },
      });
      expect(told).to.deep.equal([1]);
      expect(new Set(failures)).to.deep.equal(new Set(['SCHEMA_MISSING']));
    });

    it('keeps a checkpoint that a crash left in the anchor only', async () => {
      await append(1);
      await seal();
      await database.sql(`ALTER TABLE auditrail.checkpoint DISABLE TRIGGER ALL; DELETE FROM auditrail.checkpoint`);
      await seal();
      expect(await database.sql('SELECT size::int FROM auditrail.checkpoint')).to.deep.equal([{ size: 1 }]);
    });

    it('refuses keys that do not belong together', () => {
      const { verifierKey } = generateNoteKey(origin);
      const { key, anchor } = database;
      expect(() => new Sealer({ key, verifierKey, anchor }))
        .to.throw()
        .with.property('code', 'OPTIONS_INVALID');
      const signer = { name: origin, keyId: 1, sign: () => Buffer.alloc(64) };
      expect(() => new Sealer({ key: signer, anchor }))
        .to.throw()
        .with.property('code', 'OPTIONS_INVALID');
      expect(() => new Sealer({ key: 'x', verifierKey, anchor }))
        .to.throw()
        .with.property('code', 'OPTIONS_INVALID');
    });
  });
}

import { generateNoteKey, verifyReceipt } from '@auditrail/integrity';
import { Sealer } from '@auditrail/postgres';
import { expect } from 'chai';
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

    it('closes after what is under way, however often it is told to, and watches no longer', async () => {
      const sealer = database.openSealer();
      await append(1);
      const [sealed, watching] = [sealer.seal(), sealer.watch({ intervalMs: 1 })];
      await Promise.all([sealer.close(), sealer.close()]);
      expect((await sealed).isOk()).to.equal(true);
      await watching;
      expect((await sealer.seal())._unsafeUnwrapErr()).to.include({
        code: 'STORE_CLOSED',
        message: 'The sealer is closed',
      });
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

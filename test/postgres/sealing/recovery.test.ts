import { generateNoteKey, LogVerifier, verifyReceipt } from '@auditrail/integrity';
import { FileCheckpointAnchor, type RecoveryOptions, type RecoveryReport } from '@auditrail/postgres';
import { expect } from 'chai';
import { join } from 'node:path';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, origin, type SealedDatabase } from './sealed-database.js';

const newOrigin = 'audit.test/log-2';

for (const version of postgresVersions) {
  describe(`Sealer.recover on PostgreSQL ${version}`, function () {
    this.timeout(60_000);
    let database: SealedDatabase;
    let fresh: ReturnType<typeof generateNoteKey>;
    let freshAnchor: FileCheckpointAnchor;
    beforeEach(async () => {
      database = await createSealedDatabase(version);
      fresh = generateNoteKey(newOrigin);
      freshAnchor = new FileCheckpointAnchor(join(database.folder, 'fresh.jsonl'));
    });
    afterEach(() => database.close());

    async function append(count: number): Promise<readonly string[]> {
      const events = Array.from({ length: count }, () => sampleEvent());
      (await database.store.append(events))._unsafeUnwrap();
      return events.map(({ id }) => id);
    }

    /** As a superuser, the guards being switched off. */
    async function removeEvents(ids: readonly string[]): Promise<void> {
      await database.sql(`DO $$ DECLARE month regclass; BEGIN
        SELECT tableoid::regclass INTO month FROM auditrail.event LIMIT 1;
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', month);
        EXECUTE format('DELETE FROM %s WHERE id = ANY (%L)', month, '{${ids.join()}}');
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_change', month);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_row_change', month);
      END $$`);
    }

    /** Gives the anchor checkpoints that the database then knows nothing of, as after an old backup was restored. */
    async function rollBack(): Promise<void> {
      await append(3);
      (await database.openSealer().seal())._unsafeUnwrap();
      const tables = 'auditrail.tree_head, auditrail.tree_leaf, auditrail.tree_tile, auditrail.checkpoint';
      await database.sql(`CREATE SCHEMA backup`);
      for (const table of ['tree_head', 'tree_leaf', 'tree_tile', 'checkpoint']) {
        await database.sql(`CREATE TABLE backup.${table} AS TABLE auditrail.${table}`);
      }
      const lost = await append(400);
      (await database.openSealer().seal())._unsafeUnwrap();
      await removeEvents(lost);
      await database.sql(`ALTER TABLE auditrail.tree_leaf DISABLE TRIGGER ALL; ALTER TABLE auditrail.tree_tile DISABLE TRIGGER ALL;
        ALTER TABLE auditrail.checkpoint DISABLE TRIGGER ALL; TRUNCATE ${tables}`);
      for (const table of ['tree_head', 'tree_leaf', 'tree_tile', 'checkpoint']) {
        await database.sql(`INSERT INTO auditrail.${table} TABLE backup.${table}`);
      }
      for (const table of ['tree_leaf', 'tree_tile', 'checkpoint']) {
        await database.sql(`ALTER TABLE auditrail.${table} ENABLE ALWAYS TRIGGER refuse_change`);
      }
    }

    const openFresh = () =>
      database.openSealer({ key: fresh.privateKey, verifierKey: fresh.verifierKey, anchor: freshAnchor });
    const leaving = (): RecoveryOptions => ({
      verifierKey: database.verifierKey,
      anchor: database.anchor,
      reason: 'the backup of 3 May was restored',
    });
    const recover = async () => (await openFresh().recover(leaving()))._unsafeUnwrap();
    const verify = async () =>
      (
        await database.store.verify({
          origin: newOrigin,
          keys: [fresh.verifierKey],
          anchored: (await freshAnchor.all())._unsafeUnwrap(),
        })
      )._unsafeUnwrap();

    async function expectRecovered({ eventId, lastCheckpoint, sealed }: RecoveryReport, size: number): Promise<void> {
      expect(sealed?.checkpoint).to.include({ origin: newOrigin, size });
      expect(await verify()).to.include({ holds: true, size, pending: 0 });
      const proof = (await database.store.proofOf(eventId))._unsafeUnwrap();
      expect(proof.position).to.equal(0);
      const verifier = LogVerifier.create({ origin: newOrigin, keys: [fresh.verifierKey] });
      expect(verifier.ok && verifyReceipt(proof.receipt, verifier.value).ok).to.equal(true);
      const named = JSON.parse(proof.receipt.body) as Readonly<Record<string, unknown>>;
      const [last] = (await database.anchor.all())._unsafeUnwrap().slice(-1);
      expect(named).to.deep.include({
        action: 'auditrail.log.recover',
        resource: { id: newOrigin, type: 'auditrail.log' },
        metadata: { lastCheckpoint: last, reason: 'the backup of 3 May was restored' },
      });
      expect(lastCheckpoint.origin).to.equal(origin);
    }

    it('goes on under another name where the log was rolled back, and says so first', async () => {
      await rollBack();
      expect((await database.openSealer().seal())._unsafeUnwrapErr().code).to.equal('LOG_ROLLED_BACK');
      const report = await recover();
      expect(report.lastCheckpoint.size).to.equal(403);
      await expectRecovered(report, 4);
      const kept = await database.sql('SELECT recovery_id, size::int FROM auditrail.former_checkpoint ORDER BY size');
      expect(kept).to.deep.equal([{ recovery_id: report.eventId, size: 3 }]);
    });

    it('keeps every leaf in its order, behind the first, and the tree grows on', async () => {
      await append(700);
      (await database.openSealer().seal())._unsafeUnwrap();
      const before = await database.leaves();
      const late = await append(2);
      await expectRecovered(await recover(), 703);
      const after = await database.leaves();
      expect(after.slice(1, 701).map(({ id }) => id)).to.deep.equal(before.map(({ id }) => id));
      expect(after.slice(701).map(({ id }) => id)).to.have.members(late);
      await append(300);
      expect((await openFresh().seal())._unsafeUnwrap()).to.deep.include({ sealed: 300, size: 1003 });
      expect(await verify()).to.include({ holds: true, size: 1003 });
    });

    it('leaves the guards on, and doctor content', async () => {
      await append(1);
      (await database.openSealer().seal())._unsafeUnwrap();
      await recover();
      for (const table of ['tree_leaf', 'tree_tile', 'checkpoint', 'former_checkpoint']) {
        const client = await database.connect();
        const refused = await client.query(`DELETE FROM auditrail.${table}`).catch((error: unknown) => error);
        expect(refused).to.have.property('code', 'TR001');
      }
      const findings = (await database.store.examine())._unsafeUnwrap();
      expect(findings.filter(({ level, check }) => level !== 'pass' && check === 'triggers')).to.deep.equal([]);
    });

    it('goes on where a crash has cut it off', async () => {
      await append(5);
      (await database.openSealer().seal())._unsafeUnwrap();
      const anchor = {
        latest: () => freshAnchor.latest(),
        publish: () => new FileCheckpointAnchor(join(database.folder, 'missing', 'file')).publish(''),
      };
      const cut = database.openSealer({ key: fresh.privateKey, verifierKey: fresh.verifierKey, anchor });
      expect((await cut.recover(leaving()))._unsafeUnwrapErr().code).to.equal('ANCHOR_FAILED');
      await expectRecovered(await recover(), 6);
      const events = await database.sql(
        `SELECT count(*)::int AS count FROM auditrail.event WHERE action = 'auditrail.log.recover'`,
      );
      expect(events).to.deep.equal([{ count: 1 }]);
    });

    it('answers a second call as the first, also where the anchor has been written', async () => {
      await append(2);
      (await database.openSealer().seal())._unsafeUnwrap();
      const { eventId } = await recover();
      expect((await recover()).eventId).to.equal(eventId);
      expect(await verify()).to.include({ holds: true, size: 3 });
    });

    it('names what was published last, though a sealer publishes in the same moment', async () => {
      await append(5);
      (await database.openSealer().seal())._unsafeUnwrap();
      const racing = database.openSealer();
      await append(1);
      // Whoever looks into the anchor before the head is locked would see five.
      const sealed = racing.seal();
      const [report] = await Promise.all([recover(), sealed]);
      const [last] = (await database.anchor.all())._unsafeUnwrap().slice(-1);
      expect(last?.split('\n')[1]).to.equal(String(report.lastCheckpoint.size));
    });

    it('begins the tree also as one who may become the owner and not seal, and leaves the signing to the sealer', async () => {
      await append(2);
      (await database.openSealer().seal())._unsafeUnwrap();
      const [owner, user] = [`owner_${database.database}`, `owning_${database.database}`] as const;
      (await database.store.migrate({ roles: { owner } }))._unsafeUnwrap();
      await database.sql(`CREATE ROLE ${user} LOGIN NOINHERIT IN ROLE ${owner}`);
      const sealer = database.openSealer({
        connectionString: undefined,
        connection: { host: database.socketDirectory, user, database: database.database },
        key: fresh.privateKey,
        verifierKey: fresh.verifierKey,
        anchor: freshAnchor,
      });
      const report = (await sealer.recover(leaving()))._unsafeUnwrap();
      expect(report.sealed).to.equal(undefined);
      expect((await openFresh().seal())._unsafeUnwrap().checkpoint).to.include({ origin: newOrigin, size: 3 });
      expect(await verify()).to.include({ holds: true, size: 3 });
      await database.sql(`DROP ROLE ${user}`);
    });

    for (const sql of [
      'DELETE FROM auditrail.tree_head',
      'UPDATE auditrail.tree_head SET size = 7',
      'DELETE FROM auditrail.tree_leaf WHERE position = 1',
    ]) {
      it(`goes on after ${sql}`, async () => {
        await append(3);
        (await database.openSealer().seal())._unsafeUnwrap();
        await database.sql(`ALTER TABLE auditrail.tree_leaf DISABLE TRIGGER ALL; ${sql};
          ALTER TABLE auditrail.tree_leaf ENABLE ALWAYS TRIGGER refuse_change`);
        await expectRecovered(await recover(), 4);
      });
    }

    it('hides nothing that was wrong before', async () => {
      await append(3);
      (await database.openSealer().seal())._unsafeUnwrap();
      const [{ id } = { id: '' }] = (await database.leaves()).slice(1);
      await removeEvents([id]);
      await recover();
      expect((await verify()).problems.map(({ kind, position }) => [kind, position])).to.deep.equal([['missing', 2]]);
    });

    const refusals: readonly (readonly [
      what: string,
      code: string,
      options: () => Promise<Partial<RecoveryOptions>>,
    ])[] = [
      ['a key that is none', 'OPTIONS_INVALID', () => Promise.resolve({ verifierKey: 'none' })],
      [
        'its own name',
        'OPTIONS_INVALID',
        () => Promise.resolve({ verifierKey: generateNoteKey(newOrigin).verifierKey }),
      ],
      ['an old anchor without a checkpoint', 'ANCHOR_FAILED', () => Promise.resolve({ anchor: freshAnchor })],
      [
        'an old anchor that cannot be read',
        'ANCHOR_FAILED',
        () => Promise.resolve({ anchor: new FileCheckpointAnchor(database.folder) }),
      ],
      [
        'an old anchor of another key',
        'ANCHOR_FAILED',
        () => Promise.resolve({ verifierKey: generateNoteKey(origin).verifierKey }),
      ],
      [
        'a new anchor that has checkpoints',
        'ANCHOR_FAILED',
        async () => {
          (await freshAnchor.publish('some note'))._unsafeUnwrap();
          return {};
        },
      ],
    ];
    for (const [what, code, options] of refusals) {
      it(`refuses ${what}, and changes nothing`, async () => {
        await append(1);
        (await database.openSealer().seal())._unsafeUnwrap();
        const refused = await openFresh().recover({ ...leaving(), ...(await options()) });
        expect(refused._unsafeUnwrapErr().code).to.equal(code);
        expect(await database.leaves()).to.have.length(1);
        expect((await database.openSealer().seal())._unsafeUnwrap()).to.include({ sealed: 0 });
      });
    }

    it('refuses a new anchor that cannot be read', async () => {
      const anchor = new FileCheckpointAnchor(database.folder);
      const sealer = database.openSealer({ key: fresh.privateKey, verifierKey: fresh.verifierKey, anchor });
      expect((await sealer.recover(leaving()))._unsafeUnwrapErr().code).to.equal('ANCHOR_FAILED');
    });
  });
}

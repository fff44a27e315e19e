import { formatCheckpoint, parsePrivateKey, signNote } from '@auditrail/integrity';
import type { Problem, VerificationReport, VerifyOptions } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, origin, type SealedDatabase } from '../sealing/sealed-database.js';
import { tamperings } from './tamperings.js';

const unguard = `DO $$ DECLARE relation regclass; BEGIN
  FOR relation IN SELECT oid::regclass FROM pg_class WHERE relnamespace = 'auditrail'::regnamespace AND relkind IN ('r', 'p')
  LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', relation); END LOOP; END $$`;

const told = (problems: readonly Problem[]) =>
  problems.map(({ kind, position }) => (position === undefined ? kind : `${kind} @ ${String(position)}`));

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.verify on PostgreSQL ${version}`, () => {
    let database: SealedDatabase;
    let month: string;
    let anchored: readonly string[];

    before(async function () {
      this.timeout(60_000);
      database = await createSealedDatabase(version);
      await append(300);
      (await database.openSealer().seal())._unsafeUnwrap();
      anchored = (await database.anchor.all())._unsafeUnwrap();
      const [found] = await database.sql('SELECT tableoid::regclass::text AS name FROM auditrail.event LIMIT 1');
      month = String(found?.['name']);
      await database.sql(unguard);
    });
    after(() => database.close());

    async function append(count: number): Promise<void> {
      (await database.store.append(Array.from({ length: count }, () => sampleEvent())))._unsafeUnwrap();
    }

    async function verify(options: Partial<VerifyOptions> = {}): Promise<VerificationReport> {
      const keys = [database.verifierKey];
      return (await database.store.verify({ origin, keys, anchored, ...options }))._unsafeUnwrap();
    }

    /** Changes the log for as long as somebody looks, then puts everything back. */
    async function tamper(sql: string, look: () => Promise<void>): Promise<void> {
      await database.sql('CREATE SCHEMA kept');
      const kept = [month, ...['tree_leaf', 'tree_head', 'tree_tile', 'checkpoint'].map((name) => `auditrail.${name}`)];
      for (const [at, table] of kept.entries())
        await database.sql(`CREATE TABLE kept.t${String(at)} AS TABLE ${table}`);
      try {
        await database.sql(sql.replaceAll('{month}', month));
        await look();
      } finally {
        for (const [at, table] of kept.entries()) {
          await database.sql(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept.t${String(at)}`);
        }
        await database.sql('DROP SCHEMA kept CASCADE');
      }
    }

    it('holds for a log that nobody has changed', async () => {
      const progress: number[] = [];
      const report = await verify({ onProgress: (position) => progress.push(position) });
      expect(report).to.deep.equal({
        holds: true,
        size: 300,
        verified: 300,
        verifiedFrom: 0,
        archived: 0,
        pending: 0,
        checkpoint: anchored.at(-1),
        problems: [],
        problemCount: 0,
      });
      expect(progress.at(-1)).to.equal(300);
    });

    for (const { tampering, sql, problems } of tamperings) {
      it(`finds ${tampering}`, async () => {
        await tamper(sql, async () => {
          const report = await verify();
          expect(told(report.problems)).to.have.members(problems);
          expect(report.holds).to.equal(false);
        });
      });
    }

    it('finds a tree that was rebuilt over other events and signed again', async () => {
      const rebuild = `UPDATE {month} SET db_role = 'somebody'; DELETE FROM auditrail.tree_leaf; DELETE FROM auditrail.tree_tile;
        DELETE FROM auditrail.checkpoint; UPDATE auditrail.tree_head SET size = 0, subtrees = '', sealed_snapshot = NULL`;
      await tamper(rebuild, async () => {
        const elsewhere = await createSealedDatabase(version);
        const { anchor } = elsewhere;
        (await database.openSealer({ anchor }).seal())._unsafeUnwrap();
        expect(told((await verify()).problems)).to.deep.equal(['forked @ 0']);
        // Without the anchor nothing shows it: the tree and its signature fit each other.
        expect((await verify({ anchored: [] })).holds).to.equal(true);
        await elsewhere.close();
      });
    });

    it('finds nothing wrong with a log that has grown, and counts what is not sealed yet', async () => {
      await append(2);
      expect(await verify()).to.deep.include({ holds: true, size: 300, pending: 2 });
      (await database.openSealer().seal())._unsafeUnwrap();
      const grown = await verify({ anchored: (await database.anchor.all())._unsafeUnwrap() });
      expect(grown).to.deep.include({ holds: true, size: 302, verified: 302, pending: 0 });
    });

    it('reads only what is behind an earlier checkpoint, and says so', async () => {
      const from = anchored[0] ?? '';
      expect(await verify({ from })).to.deep.include({ holds: true, verified: 2, verifiedFrom: 300 });
      await tamper(tamperings[0]?.sql ?? '', async () => {
        expect(await verify({ from })).to.deep.include({ holds: true, verifiedFrom: 300 });
      });
      await tamper(
        `UPDATE auditrail.tree_tile SET hashes = decode(repeat('00', 8192), 'hex'), root = decode(repeat('00', 32), 'hex')`,
        async () => {
          expect(told((await verify({ from })).problems)).to.include('forked');
        },
      );
    });

    it('names what was changed beside a thousand notes that are none', async () => {
      await tamper(
        `INSERT INTO auditrail.checkpoint (size, note) SELECT 1000 + n, 'x' FROM generate_series(1, 1000) AS n;
        ${tamperings[0]?.sql ?? ''}`,
        async () => {
          const report = await verify();
          expect(told(report.problems)).to.have.members(['malformed', ...(tamperings[0]?.problems ?? [])]);
          expect(report.problems[0]?.detail).to.match(/\(and 999 more\)$/);
        },
      );
    });

    const tiles: readonly (readonly [what: string, sql: string, problem: string])[] = [
      [
        'a tile that is gone',
        'DELETE FROM auditrail.tree_tile WHERE index = 0',
        'missing: the tile 0 of level 0 is gone',
      ],
      [
        'a tile that stands for something else',
        `UPDATE auditrail.tree_tile SET root = decode(repeat('00', 32), 'hex') WHERE index = 0`,
        'altered: the tile 0 of level 0 is not what is above or below it',
      ],
    ];
    for (const [what, sql, problem] of tiles) {
      it(`finds ${what}, of which proofs and the next sealing are made`, async () => {
        await tamper(sql, async () => {
          const { problems } = await verify();
          expect(problems.map(({ kind, detail }) => `${kind}: ${detail}`)).to.deep.equal([problem]);
        });
      });
    }

    for (const sql of ['UPDATE auditrail.tree_head SET size = 7', 'DELETE FROM auditrail.tree_head']) {
      it(`says that the log is forked after ${sql}, and so does the sealer`, async () => {
        await tamper(sql, async () => {
          const verified = await database.store.verify({ origin, keys: [database.verifierKey] });
          expect(verified._unsafeUnwrapErr().code).to.equal('LOG_FORKED');
          expect((await database.openSealer().seal())._unsafeUnwrapErr().code).to.equal('LOG_FORKED');
        });
      });
    }

    it('counts what was slipped in however much it is, and beside it what waits', async () => {
      const slipIn = `INSERT INTO {month}
          (occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional, tx)
        SELECT occurred_at, gen_random_uuid(), body, actor_type, action, outcome, resource_type, source, transactional, tx
        FROM (SELECT * FROM auditrail.stored_event LIMIT 1) AS event, generate_series(1, 1100)`;
      await tamper(slipIn, async () => {
        await append(2);
        const { problems, problemCount, pending } = await verify();
        expect([problems.length, problemCount, pending]).to.deep.equal([1_000, 1_100, 2]);
      });
    });

    it('finds that a log has less than the checkpoint to go on from, whatever else is known of it', async () => {
      const signer = parsePrivateKey(database.key);
      if (!signer.ok) throw new Error(signer.failure.message);
      const from = await signNote(formatCheckpoint({ origin, size: 400, root: Buffer.alloc(32) }), [signer.value]);
      const report = await verify({ from, anchored: [] });
      expect(told(report.problems)).to.deep.equal(['rolled-back @ 302']);
    });

    it('refuses keys that are none, and a checkpoint of another log to go on from', async () => {
      const wrongKey = await database.store.verify({ origin, keys: ['no key'] });
      expect(wrongKey._unsafeUnwrapErr()).to.include({ code: 'OPTIONS_INVALID' });
      const wrongNote = await database.store.verify({
        origin: 'other',
        keys: [database.verifierKey],
        from: anchored[0],
      });
      expect(wrongNote._unsafeUnwrapErr()).to.include({ code: 'OPTIONS_INVALID' });
    });
  });
}

import {
  formatCheckpoint,
  formatTlogProof,
  leafHash,
  parsePrivateKey,
  signNote,
  verifyReceipt,
} from '@auditrail/integrity';
import { verifyReceipts, type EventProof, type StreamFilter, type VerifyReceiptsOptions } from '@auditrail/postgres';
import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { plantMonth } from '../maintenance/plant-event.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, origin, type SealedDatabase } from './sealed-database.js';

const count = 700;

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.streamProofs on PostgreSQL ${version}`, function () {
    this.timeout(60_000);
    let database: SealedDatabase;
    let ids: readonly string[];
    before(async () => {
      database = await createSealedDatabase(version);
      const events = Array.from({ length: count }, (_, at) =>
        sampleEvent({ resource: { type: 'invoice', id: String(at % 7) } }),
      );
      ids = events.map(({ id }) => id);
      (await database.store.append(events))._unsafeUnwrap();
      (await database.openSealer().seal())._unsafeUnwrap();
      (await database.store.append([sampleEvent()]))._unsafeUnwrap();
    });
    after(() => database.close());

    async function proofsOf(filter?: StreamFilter): Promise<readonly EventProof[]> {
      const proofs: EventProof[] = [];
      for await (const proof of database.store.streamProofs(filter)) proofs.push(proof._unsafeUnwrap());
      return proofs;
    }

    /** The code that a stream ends with. */
    async function failureOf({ store }: SealedDatabase, filter?: StreamFilter): Promise<string | undefined> {
      let code: string | undefined;
      for await (const proof of store.streamProofs(filter)) code = proof.isErr() ? proof.error.code : undefined;
      return code;
    }

    it('proves every event that is sealed, whatever its place, as proofOf does', async () => {
      const proofs = await proofsOf();
      expect(proofs.map(({ position }) => position).sort((one, other) => one - other)).to.deep.equal(
        ids.map((_, at) => at),
      );
      for (const { receipt } of proofs) expect(verifyReceipt(receipt, database.verifier).ok).to.equal(true);
      for (const at of [0, 255, 256, 511, 512, count - 1]) {
        const { id } = JSON.parse(proofs[at]?.receipt.body ?? '') as { readonly id: string };
        expect((await database.store.proofOf(id))._unsafeUnwrap()).to.deep.equal(proofs[at]);
      }
    });

    it('proves what a filter finds, and refuses one that is wrong', async () => {
      const found = await proofsOf({ resource: { type: 'invoice', id: '3' } });
      expect(found).to.have.length(count / 7);
      expect(new Set(found.map(({ receipt }) => /"id":"(\d)","type":"invoice"/.exec(receipt.body)?.[1]))).to.deep.equal(
        new Set(['3']),
      );
      expect(await proofsOf({ resource: { type: 'invoice', id: 'none' } })).to.deep.equal([]);
      expect(await failureOf(database, { limit: 1 } as StreamFilter)).to.equal('QUERY_INVALID');
    });

    it('fails before anything is signed, without a log, and once the store is closed', async () => {
      const unsigned = await createSealedDatabase(version);
      const codeOf = () => failureOf(unsigned);
      expect(await codeOf()).to.equal('EVENT_NOT_SEALED');
      await unsigned.sql('ALTER TABLE auditrail.checkpoint RENAME TO no_checkpoint');
      expect(await codeOf()).to.equal('SCHEMA_MISSING');
      await unsigned.store.close();
      expect(await codeOf()).to.equal('STORE_CLOSED');
      await unsigned.close();
    });

    it('reads one snapshot: meanwhile no month is dropped', async () => {
      const old = await createSealedDatabase(version);
      await plantMonth(old, '2020-01', 300);
      (await old.openSealer().seal())._unsafeUnwrap();
      let proved = 0;
      for await (const proof of old.store.streamProofs()) {
        if (proved === 0) {
          const dropped = old.sql(`SET lock_timeout = '100ms'; DROP TABLE auditrail.event_2020_01`);
          expect(await dropped.catch((error: unknown) => error)).to.have.property('code', '55P03');
        }
        if (proof.isOk()) proved += 1;
      }
      expect(proved).to.equal(300);
      await old.close();
    });

    it('fails where the tree lacks what proves an event', async () => {
      const damaged = await createSealedDatabase(version);
      (await damaged.store.append(Array.from({ length: 300 }, () => sampleEvent())))._unsafeUnwrap();
      (await damaged.openSealer().seal())._unsafeUnwrap();
      await damaged.sql('ALTER TABLE auditrail.tree_leaf DISABLE TRIGGER ALL');
      await damaged.sql('DELETE FROM auditrail.tree_leaf WHERE position = 290');
      expect(await failureOf(damaged)).to.equal('LOG_FORKED');
      await damaged.close();
    });

    describe('verifyReceipts', () => {
      const verify = async (lines: readonly unknown[], options: Partial<VerifyReceiptsOptions> = {}) => {
        const receipts = join(database.folder, 'receipts.jsonl');
        await writeFile(receipts, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        return verifyReceipts({ receipts, origin, keys: [database.verifierKey], ...options });
      };
      const lineOf = ({ position, receipt }: EventProof) => ({ position, ...receipt });

      it('accepts what was given, also beside the anchor', async () => {
        const lines = (await proofsOf()).map(lineOf);
        const anchored = (await database.anchor.all())._unsafeUnwrap();
        const seen: number[] = [];
        const report = await verify(lines, { anchored, onProgress: (receipts) => seen.push(receipts) });
        expect(report._unsafeUnwrap()).to.deep.equal({
          holds: true,
          verified: count,
          unpublished: 0,
          problems: [],
          problemCount: 0,
        });
        expect(seen).to.have.length(count);
      });

      it('names what was changed, and what the anchor contradicts', async () => {
        const [one, other] = (await proofsOf({ resource: { type: 'invoice', id: '0' } })).map(lineOf);
        const changed = { ...one, body: (one?.body ?? '').replace('invoice', 'voucher') };
        const exchanged = { ...one, proof: other?.proof };
        const report = (await verify([one, changed, exchanged, { ...one, salt: 7 }, 'no']))._unsafeUnwrap();
        expect(report).to.include({ holds: false, verified: 1, problemCount: 4 });
        expect(report.problems.map(({ kind, detail }) => [kind, detail.split(':')[0]])).to.deep.equal([
          ['altered', 'line 2'],
          ['altered', 'line 3'],
          ['malformed', 'line 4 is no receipt'],
          ['malformed', 'line 5 is no receipt'],
        ]);
        expect(report.problems[0]).to.include({ position: one?.position });
        const broken = { ...one, proof: 'none', entry: '{}' };
        expect((await verify([broken]))._unsafeUnwrap().problems[0]).to.have.all.keys('kind', 'detail');
        const fork = await createSealedDatabase(version);
        (await fork.store.append(Array.from({ length: count }, () => sampleEvent())))._unsafeUnwrap();
        (await fork.openSealer({ key: database.key, verifierKey: database.verifierKey }).seal())._unsafeUnwrap();
        const anchored = (await fork.anchor.all())._unsafeUnwrap();
        await fork.close();
        expect((await verify([one], { anchored }))._unsafeUnwrap().problems[0]?.kind).to.equal('forked');
      });

      it('accepts no checkpoint that the anchor should have, and counts those that it cannot have yet', async () => {
        const [one] = (await proofsOf()).map(lineOf);
        const signer = parsePrivateKey(database.key);
        if (one === undefined || !signer.ok) throw new Error('there is nothing to forge with');
        const root = leafHash(Buffer.from(one.entry));
        const checkpoint = await signNote(formatCheckpoint({ origin, size: 1, root }), [signer.value]);
        const forged = { ...one, proof: formatTlogProof({ index: 0, inclusion: [], checkpoint }) };
        const anchored = (await database.anchor.all())._unsafeUnwrap();
        const report = (await verify([one, forged], { anchored }))._unsafeUnwrap();
        expect(report.problems.map(({ kind, position }) => [kind, position])).to.deep.equal([['forked', 0]]);
        const early = (await verify([one], { anchored: [] }))._unsafeUnwrap();
        expect(early).to.include({ holds: true, verified: 0, unpublished: 1 });
      });

      it('fails for a wrong key, and a file that cannot be read', async () => {
        expect((await verify([], { keys: ['none'] }))._unsafeUnwrapErr().code).to.equal('OPTIONS_INVALID');
        expect((await verify([], { receipts: database.folder }))._unsafeUnwrapErr().code).to.equal('ARCHIVE_FAILED');
      });
    });
  });
}

// #region sealer
import { FileCheckpointAnchor, Sealer } from '@auditrail/postgres';
// #endregion
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateNoteKey, LogVerifier, verifyReceipt } from '@auditrail/integrity';
import { expect } from 'chai';
import { createMigratedDatabase } from '../../postgres/audit-database.js';
import { sampleEvent } from '../../postgres/sample-event.js';
import { postgresVersions, type PostgresVersion } from '../../postgres-server/test-database.js';

describe('docs/guides/proof.md', () => {
  it('shows how a log is sealed, verified, and an event proved', async function () {
    this.timeout(30_000);
    const { store, ...database } = await createMigratedDatabase(postgresVersions.at(-1) as PostgresVersion);
    const folder = await mkdtemp(join(tmpdir(), 'auditrail-proof-'));
    const path = join(folder, 'checkpoints.jsonl');
    const { privateKey, verifierKey } = generateNoteKey('audit.example.com/billing');
    const event = sampleEvent();
    (await store.append([event]))._unsafeUnwrap();
    const { connectionString } = database;
    const logged: unknown[] = [];
    const log = {
      error: (...values: unknown[]) => logged.push(values),
      info: (...values: unknown[]) => logged.push(values),
    };
    const stop = new AbortController();
    // #region sealer
    const anchor = new FileCheckpointAnchor(path);
    const sealer = new Sealer({ connectionString, key: privateKey, anchor });
    const sealing = sealer.watch({ signal: stop.signal, onError: (error) => log.error(error.code) });
    // #endregion
    while ((await store.latestCheckpoint())._unsafeUnwrap() === undefined);
    stop.abort();
    await sealing;
    await sealer.close();
    const anchored = (await anchor.all())._unsafeUnwrap();
    // #region verify
    const report = await store.verify({ origin: 'audit.example.com/billing', keys: [verifierKey], anchored });
    report.match(
      ({ holds, problems }) => log.info(holds, problems),
      (error) => log.error(error.code),
    );
    // #endregion
    const { id } = event;
    // #region receipt
    const proof = await store.proofOf(id);
    if (proof.isOk()) log.info(proof.value.position, JSON.stringify(proof.value.receipt));
    // #endregion
    expect(logged).to.have.length(2);
    expect(logged[0]).to.deep.equal([true, []]);
    const verifier = LogVerifier.create({ origin: 'audit.example.com/billing', keys: [verifierKey] });
    expect(verifier.ok && proof.isOk() && verifyReceipt(proof.value.receipt, verifier.value).ok).to.equal(true);
    await database.close();
    await rm(folder, { recursive: true });
  });
});

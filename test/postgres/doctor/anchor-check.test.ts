import { generateNoteKey, formatCheckpoint, parsePrivateKey, signNote } from '@auditrail/integrity';
import type { KnownLog } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, origin, type SealedDatabase } from '../sealing/sealed-database.js';

const version = postgresVersions.at(-1) ?? '18';

describe(`PostgresAuditStore.examine with an anchor on PostgreSQL ${version}`, function () {
  this.timeout(60_000);
  let database: SealedDatabase;
  let notes: readonly string[];
  before(async () => {
    database = await createSealedDatabase(version);
    for (const count of [3, 2]) {
      (await database.store.append(Array.from({ length: count }, () => sampleEvent())))._unsafeUnwrap();
      (await database.openSealer().seal())._unsafeUnwrap();
    }
    notes = (await database.anchor.all())._unsafeUnwrap();
  });
  after(() => database.close());

  async function found(anchor: Partial<KnownLog> = {}): Promise<readonly string[]> {
    const options = { anchor: { origin, keys: [database.verifierKey], anchored: notes, ...anchor } };
    const findings = (await database.store.examine(options))._unsafeUnwrap();
    return findings.filter(({ check }) => check === 'anchor').map(({ level, message }) => `${level}: ${message}`);
  }
  const signed = (size: number) => {
    const signer = parsePrivateKey(database.key);
    if (!signer.ok) throw new Error(signer.failure.message);
    return signNote(formatCheckpoint({ origin, size, root: Buffer.alloc(32, 7) }), [signer.value]);
  };

  it('passes where the log has what the anchor has, and compares nothing without one', async () => {
    expect(await found()).to.deep.equal(['pass: the anchor says 5 events, and the log has them']);
    const findings = (await database.store.examine())._unsafeUnwrap();
    expect(findings.filter(({ check }) => check === 'anchor')).to.deep.equal([]);
  });

  it('warns of an anchor that is empty, or behind the database', async () => {
    expect(await found({ anchored: [] })).to.deep.equal(['warn: the anchor has no checkpoint']);
    expect(await found({ anchored: notes.slice(0, 1) })).to.deep.equal([
      'warn: the anchor says 3 events, the database has one that was signed at 5',
    ]);
  });

  it('fails where the log has less than the anchor, or something else', async () => {
    expect(await found({ anchored: [await signed(6)] })).to.deep.equal([
      'fail: the anchor says 6 events, the log has 5',
    ]);
    expect(await found({ anchored: [await signed(5)] })).to.deep.equal([
      'fail: the anchor says 5 events, which the database has not signed',
    ]);
  });

  it('fails where the log was restored and has grown past the anchor since', async () => {
    await database.sql(`ALTER TABLE auditrail.checkpoint DISABLE TRIGGER refuse_change;
      CREATE TABLE public.kept AS TABLE auditrail.checkpoint; DELETE FROM auditrail.checkpoint WHERE size = 5`);
    expect(await found()).to.deep.equal(['fail: the anchor says 5 events, which the database has not signed']);
    await database.sql(`INSERT INTO auditrail.checkpoint SELECT * FROM public.kept WHERE size = 5`);
  });

  it('warns a role that may not see what is signed', async () => {
    const user = `stranger_${database.database}`;
    await database.sql(`CREATE ROLE ${user} LOGIN`);
    const connection = { host: database.socketDirectory, user, database: database.database };
    const store = database.openStore({ connectionString: undefined, connection });
    const anchor = { origin, keys: [database.verifierKey], anchored: notes };
    const findings = (await store.examine({ anchor }))._unsafeUnwrap();
    expect(findings.find(({ check }) => check === 'anchor')).to.include({ level: 'warn' });
    await store.close();
    await database.sql(`DROP ROLE ${user}`);
  });

  it('fails where the tree has lost its head', async () => {
    await database.sql('CREATE TABLE public.head AS TABLE auditrail.tree_head; DELETE FROM auditrail.tree_head');
    expect(await found()).to.deep.equal(['fail: the anchor says 5 events, the log has 0']);
    const sealing = (await database.store.examine())._unsafeUnwrap().find(({ check }) => check === 'sealing');
    expect(sealing).to.include({ level: 'fail', message: 'the tree has lost its head' });
    await database.sql('INSERT INTO auditrail.tree_head SELECT * FROM public.head');
  });

  it('fails for another key, and for a checkpoint that it has not signed', async () => {
    expect((await found({ keys: [generateNoteKey(origin).verifierKey] }))[0]).to.match(/^fail: the last checkpoint of/);
    expect((await found({ keys: ['none'] }))[0]).to.match(/^fail: the key: /);
    await database.sql(`ALTER TABLE auditrail.checkpoint DISABLE TRIGGER refuse_change;
      UPDATE auditrail.checkpoint SET note = replace(note, E'\n5\n', E'\n4\n') WHERE size = 5`);
    expect((await found())[0]).to.match(/^fail: a checkpoint in the database: /);
  });
});

import { generateNoteKey } from '@auditrail/integrity';
import { verifyFiles, type FileVerificationReport, type VerifyFilesOptions } from '@auditrail/postgres';
import { expect } from 'chai';
import { appendFile, cp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { plantMonth } from '../maintenance/plant-event.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, origin, type SealedDatabase } from '../sealing/sealed-database.js';

for (const version of postgresVersions) {
  describe(`a log that PostgresAuditStore.exportTiles has written, on PostgreSQL ${version}`, function () {
    this.timeout(60_000);
    let database: SealedDatabase;
    let tiles: string;
    let archive: string;
    let month: readonly string[];

    /** Three hundred events, thirty of them of a month of the past that is archived. */
    before(async () => {
      database = await createSealedDatabase(version);
      tiles = join(database.folder, 'tiles');
      month = await plantMonth(database, '2020-01', 30);
      await append(270);
      await seal();
      (await database.store.archiveMonth('2020-01', { directory: join(database.folder, 'archive') }))._unsafeUnwrap();
      archive = join(database.folder, 'archive', '2020-01.manifest.json');
    });
    after(() => database.close());
    afterEach(() => rm(tiles, { recursive: true, force: true }));

    async function append(count: number): Promise<void> {
      (await database.store.append(Array.from({ length: count }, () => sampleEvent())))._unsafeUnwrap();
    }
    const seal = async () => (await database.openSealer().seal())._unsafeUnwrap();
    const write = async () => (await database.store.exportTiles({ directory: tiles }))._unsafeUnwrap();
    const verify = async (options: Partial<VerifyFilesOptions> = {}): Promise<FileVerificationReport> => {
      const anchored = (await database.anchor.all())._unsafeUnwrap();
      return (await verifyFiles({ tiles, origin, keys: [database.verifierKey], anchored, ...options }))._unsafeUnwrap();
    };
    const problemsOf = async (options?: Partial<VerifyFilesOptions>) =>
      (await verify(options)).problems.map(({ kind, position, detail }) =>
        position === undefined ? [kind, detail] : [kind, position],
      );

    it('holds, without the database, and grows by what is new', async () => {
      const places: number[] = [];
      const written = await database.store.exportTiles({ directory: tiles, onProgress: (at) => places.push(at) });
      const { size } = written._unsafeUnwrap();
      expect(places).to.deep.equal([size]);
      expect(await verify()).to.deep.equal({ holds: true, size, archived: 0, problems: [], problemCount: 0 });
      const untouched = await readdir(join(tiles, 'tile/entries'));
      expect(untouched.sort()).to.deep.equal(['000', '001.p']);
      await append(300);
      await seal();
      const grown = (await write()).size;
      expect(await verify()).to.include({ holds: true, size: grown });
      expect((await readdir(join(tiles, 'tile/entries'))).sort()).to.deep.equal(['000', '001', '002.p']);
      await write();
      expect(await verify()).to.include({ holds: true, size: grown });
    });

    it('has no body of an event, but a digest', async () => {
      await write();
      const entries = await readFile(join(tiles, 'tile/entries/000'), 'latin1');
      expect(entries).to.include(month[0]);
      expect(entries).to.not.include('invoice');
    });

    it('has each event of an archive as it was archived, and no other of that month', async () => {
      await write();
      expect(await verify({ archive })).to.include({ holds: true, month: '2020-01', archived: 30 });
    });

    /** Verifies with a copy of the archive of which one file was changed. */
    async function withChanged(file: string, change: (text: string) => string) {
      const copy = join(database.folder, 'copy');
      await cp(join(database.folder, 'archive'), copy, { recursive: true });
      await writeFile(join(copy, file), change(await readFile(join(copy, file), 'utf8')));
      const found = await problemsOf({ archive: join(copy, '2020-01.manifest.json') });
      await rm(copy, { recursive: true });
      return found;
    }
    const positionOf = async (id: string | undefined) =>
      (await database.leaves()).find((leaf) => leaf.id === id)?.position;

    it('names an event of an archive that was changed, is missing, or was never sealed', async () => {
      await write();
      const changedFile = (name: string) => ['altered', `${name} is not the file that its manifest names`];
      expect(await withChanged('2020-01.jsonl', (text) => text.replace('"invoice"', '"voucher"'))).to.deep.equal([
        changedFile('2020-01.jsonl'),
        ['altered', await positionOf(month[0])],
      ]);
      const withoutFirst = (text: string) => text.slice(text.indexOf('\n') + 1);
      const found = await withChanged('2020-01.facts.jsonl', withoutFirst);
      expect(found.slice(0, 3)).to.deep.equal([
        ['malformed', 'line 30 is no event of 2020-01'],
        changedFile('2020-01.facts.jsonl'),
        ['missing', await positionOf(month[0])],
      ]);
      const asAnother = (text: string) => text.replace(month[3] ?? '', '01890000-0000-7000-8000-000000000000');
      expect(await withChanged('2020-01.facts.jsonl', asAnother)).to.deep.equal([
        changedFile('2020-01.facts.jsonl'),
        ['missing', await positionOf(month[3])],
        ['unsealed', 'the log never sealed this event'],
      ]);
      expect(await withChanged('2020-01.facts.jsonl', (text) => text.replace('"id"', '"no"'))).to.deep.include([
        'malformed',
        'line 1 is no event of 2020-01',
      ]);
      expect(
        await withChanged('2020-01.manifest.json', (text) => text.replace('"events": 30', '"events": 31')),
      ).to.deep.equal([['missing', 'the archive has 30 events, its manifest names 31']]);
    });

    it('is of the month that its name says, whatever its manifest says', async () => {
      await write();
      const said = await withChanged('2020-01.manifest.json', (text) => text.replace('"2020-01"', '"2019-12"'));
      expect(said).to.deep.equal([['malformed', 'the manifest is not one of 2020-01']]);
      const elsewhere = (text: string) => text.replaceAll('2020-01.jsonl', '../../../../../etc/passwd');
      expect(await withChanged('2020-01.manifest.json', elsewhere)).to.deep.equal([]);
      const renamed = join(database.folder, 'archive', '2019-12.manifest.json');
      await writeFile(renamed, await readFile(archive));
      const refused = await verifyFiles({ tiles, origin, keys: [database.verifierKey], archive: renamed });
      expect(refused._unsafeUnwrapErr().code).to.equal('ARCHIVE_FAILED');
      await rm(renamed);
    });

    it('is not read from what is no file', async () => {
      await write();
      const copy = join(database.folder, 'devices');
      await cp(join(database.folder, 'archive'), copy, { recursive: true });
      await rm(join(copy, '2020-01.jsonl'));
      await symlink('/dev/zero', join(copy, '2020-01.jsonl'));
      const manifest = join(copy, '2020-01.manifest.json');
      const refused = await verifyFiles({ tiles, origin, keys: [database.verifierKey], archive: manifest });
      expect(refused._unsafeUnwrapErr().code).to.equal('ARCHIVE_FAILED');
    });

    it('does not hold once a file of it is changed or gone', async () => {
      await write();
      await appendFile(join(tiles, 'tile/entries/000'), 'x');
      expect((await problemsOf())[0]?.[0]).to.equal('malformed');
      await rm(join(tiles, 'tile/entries/000'));
      expect((await problemsOf({ archive }))[0]).to.deep.equal(['missing', 'tile/entries/000 is missing']);
    });

    it('does not hold where the anchor has more, or something else', async () => {
      await write();
      await append(1);
      await seal();
      expect(await problemsOf()).to.deep.equal([['rolled-back', 'the log has fewer entries than were published']]);
      expect(await problemsOf({ anchored: ['rubbish'] })).to.have.length(1);
    });

    it('is refused in a directory that has another log, or more of this one', async () => {
      await write();
      const note = await readFile(join(tiles, 'checkpoint'), 'utf8');
      const others = [
        note.replace(origin, 'audit.test/other'),
        note.replace(/^\d+$/m, '9999999'),
        note.replace(/\n[^\n]{44}\n/, `\n${Buffer.alloc(32).toString('base64')}\n`),
      ];
      for (const other of others) {
        await writeFile(join(tiles, 'checkpoint'), other);
        const refused = await database.store.exportTiles({ directory: tiles });
        expect(refused._unsafeUnwrapErr().code).to.equal('ARCHIVE_FAILED');
      }
      await writeFile(join(tiles, 'checkpoint'), 'rubbish');
      const junk = await database.store.exportTiles({ directory: tiles });
      expect(junk._unsafeUnwrapErr().code).to.equal('ARCHIVE_FAILED');
      const under = join(tiles, 'checkpoint', 'directory');
      const failed = await database.store.exportTiles({ directory: under });
      expect(failed._unsafeUnwrapErr().code).to.equal('ARCHIVE_FAILED');
    });

    it('fails for a wrong key, and for files that cannot be read', async () => {
      await write();
      const codeOf = async (options: Partial<VerifyFilesOptions>) =>
        (await verifyFiles({ tiles, origin, keys: [database.verifierKey], ...options }))._unsafeUnwrapErr().code;
      expect(await codeOf({ keys: ['none'] })).to.equal('OPTIONS_INVALID');
      expect(await codeOf({ archive: join(database.folder, 'none') })).to.equal('ARCHIVE_FAILED');
      expect(await codeOf({ tiles: archive })).to.equal('ARCHIVE_FAILED');
      expect((await verify({ keys: [generateNoteKey(origin).verifierKey] })).holds).to.equal(false);
    });

    it('is not written where leaves are gone, or before anything is signed', async () => {
      const unsigned = await createSealedDatabase(version);
      const refused = await unsigned.store.exportTiles({ directory: tiles });
      expect(refused._unsafeUnwrapErr().code).to.equal('EVENT_NOT_SEALED');
      (await unsigned.store.append([sampleEvent(), sampleEvent()]))._unsafeUnwrap();
      (await unsigned.openSealer().seal())._unsafeUnwrap();
      await unsigned.sql(`ALTER TABLE auditrail.tree_leaf DISABLE TRIGGER ALL;
        DELETE FROM auditrail.tree_leaf WHERE position = 0`);
      const lacking = await unsigned.store.exportTiles({ directory: tiles });
      expect(lacking._unsafeUnwrapErr().code).to.equal('LOG_FORKED');
      await unsigned.close();
    });
  });
}

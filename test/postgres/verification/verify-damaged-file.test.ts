import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { sampleEvent } from '../sample-event.js';
import { createSealedDatabase, origin, type SealedDatabase } from '../sealing/sealed-database.js';

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.verify of a damaged file on PostgreSQL ${version}`, function () {
    this.timeout(60_000);
    let database: SealedDatabase;
    before(async () => (database = await createSealedDatabase(version)));
    after(() => database.close());

    /** Turns a bit of an event's body in the file of its table. */
    async function damage(id: string): Promise<void> {
      const [found] = await database.sql(`SELECT pg_relation_filepath(tableoid) AS path,
        current_setting('data_directory') AS folder FROM auditrail.event LIMIT 1`);
      await database.sql('CHECKPOINT');
      const path = join(String(found?.['folder']), String(found?.['path']));
      const at = (await readFile(path)).indexOf(`"id":"${id}"`) + '"id":"'.length;
      const file = await open(path, 'r+');
      try {
        const byte = Buffer.alloc(1);
        await file.read(byte, 0, 1, at);
        await file.write(Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, at);
      } finally {
        await file.close();
      }
    }

    it('finds the events that it has cost, and goes on', async () => {
      const events = Array.from({ length: 200 }, () => sampleEvent());
      (await database.store.append(events))._unsafeUnwrap();
      (await database.openSealer().seal())._unsafeUnwrap();
      const damaged = events[100]?.id ?? '';
      await damage(damaged);
      const [checksums] = await database.sql('SHOW data_checksums');
      // A copy is read from the disk; the pages of the original are in the server's memory.
      const copy = `${database.database}_copy`;
      const url = (name: string) => database.connectionString.replace(`/${database.database}?`, `/${name}?`);
      const sealed = await database.leaves();
      const anchored = (await database.anchor.all())._unsafeUnwrap();
      await database.copyTo(copy);
      const store = new PostgresAuditStore({ connectionString: url(copy) });
      const report = (await store.verify({ origin, keys: [database.verifierKey], anchored }))._unsafeUnwrap();
      await store.close();
      await database.dropCopy(copy);

      const position = sealed.find(({ id }) => id === damaged)?.position;
      const kinds = new Set(report.problems.map(({ kind }) => kind));
      expect(kinds).to.deep.equal(new Set([checksums?.['data_checksums'] === 'on' ? 'unreadable' : 'altered']));
      expect(report.problems.map((problem) => problem.position)).to.include(position);
      expect(report.problemCount).to.be.lessThan(60);
      expect(report.checkpoint).to.equal(anchored.at(-1));
    });
  });
}

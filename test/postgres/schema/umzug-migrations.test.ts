import { umzugMigrations } from '@auditrail/postgres';
import { expect } from 'chai';
import { Umzug, type UmzugStorage } from 'umzug';
import { schemaVersion } from '#postgres/schema/migration.js';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createAuditDatabase, type AuditDatabase } from '../audit-database.js';

for (const version of postgresVersions) {
  describe(`umzugMigrations on PostgreSQL ${version}`, () => {
    let database: AuditDatabase;
    before(async () => (database = await createAuditDatabase(version)));
    after(() => database.close());

    it('gives Umzug a migration for each version, which it runs once', async () => {
      const { connectionString } = database;
      const storage = memoryStorage();
      const umzug = (): Umzug =>
        new Umzug({ migrations: umzugMigrations({ connectionString }), storage, logger: undefined });
      const names = (await umzug().up()).map(({ name }) => name);
      expect(names).to.have.length(schemaVersion);
      expect(names[0]).to.equal('auditrail-0001-event-log');
      expect(await umzug().pending()).to.deep.equal([]);
      const migrated = await database.openStore().migrate();
      expect(migrated._unsafeUnwrap()).to.deep.equal({ migrations: [], partitions: [], roles: 'single' });
    });

    it('rejects with the AuditError of a migration that failed', async () => {
      const [first] = await umzugMigrations({ connectionString: 'postgres://127.0.0.1:1/none' })();
      const failure: unknown = await first?.up().catch((error: unknown) => error);
      expect(failure).to.include({ code: 'STORE_UNAVAILABLE' });
    });
  });
}

function memoryStorage(): UmzugStorage {
  const names = new Set<string>();
  return {
    logMigration: ({ name }) => Promise.resolve(void names.add(name)),
    unlogMigration: ({ name }) => Promise.resolve(void names.delete(name)),
    executed: () => Promise.resolve([...names]),
  };
}

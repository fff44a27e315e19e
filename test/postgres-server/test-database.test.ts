import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, postgresVersions, type TestDatabase } from './test-database.js';

for (const version of postgresVersions) {
  describe(`createTestDatabase on PostgreSQL ${version}`, () => {
    let testDatabase: TestDatabase;
    before(async () => (testDatabase = await createTestDatabase(version)));

    it('gives an empty database of that version', async () => {
      const rows = await query(
        testDatabase,
        `SELECT current_database() AS name, split_part(current_setting('server_version'), '.', 1) AS version,
           (SELECT count(*)::int FROM pg_catalog.pg_tables WHERE schemaname = 'public') AS tables`,
      );
      expect(rows).to.deep.equal([{ name: testDatabase.database, version, tables: 0 }]);
    });

    it('drops the database under a connected client', async () => {
      const client = new pg.Client(testDatabase.connectionString);
      const ended = new Promise((resolve) => client.on('error', resolve));
      await client.connect();
      await testDatabase.drop();
      expect(await ended).to.have.property('code', '57P01');
      await expectMissing(testDatabase);
    });
  });
}

async function query({ connectionString }: TestDatabase, sql: string): Promise<unknown[]> {
  const client = new pg.Client(connectionString);
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function expectMissing(testDatabase: TestDatabase): Promise<void> {
  const failure: unknown = await query(testDatabase, 'SELECT 1').catch((error: unknown) => error);
  expect(failure).to.have.property('code', '3D000');
}

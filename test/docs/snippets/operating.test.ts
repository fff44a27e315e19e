import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// #region print
import { writeFile } from 'node:fs/promises';
import { printMigrations } from '@auditrail/postgres';
// #endregion
// #region umzug
import { umzugMigrations } from '@auditrail/postgres';
import { Umzug } from 'umzug';
// #endregion
import { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../postgres-server/test-database.js';
import type { PostgresVersion } from '../../postgres-server/test-database.js';
import { createLog } from './log.js';

interface CommonJsMigration {
  up(): Promise<void>;
  down(): Promise<void>;
}

describe('docs/guides/operating.md', () => {
  let database: TestDatabase;
  let directory: string;
  beforeEach(async () => {
    database = await createTestDatabase(postgresVersions.at(-1) as PostgresVersion);
    directory = await mkdtemp(join(tmpdir(), 'auditrail-operating-'));
  });
  afterEach(async () => {
    await database.drop();
    await rm(directory, { recursive: true });
  });

  async function sql(text: string): Promise<readonly object[]> {
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    try {
      return (await client.query<object>(text)).rows;
    } finally {
      await client.end();
    }
  }

  it('shows daily maintenance, retention, an archive and a drop', async () => {
    const log = createLog();
    const { connectionString } = database;
    const setup = new PostgresAuditStore({ connectionString });
    (await setup.migrate())._unsafeUnwrap();
    await setup.close();
    await sql(`SELECT auditrail.create_partition('2019-01-01')`);
    // #region maintain
    const store = new PostgresAuditStore({ connectionString });
    const maintained = await store.maintain();
    maintained.match(
      ({ partitions, expired, unverified }) => log.info('made', partitions, 'expired', expired, 'look at', unverified),
      (error) => log.error(error.code),
    );
    await store.close();
    // #endregion
    expect(log.lines).to.deep.equal(['made  expired  look at ']);
    await archiveAndDrop(connectionString);
    expect(await readFile(join(directory, '2019-01.manifest.json'), 'utf8')).to.contain('"events": 0');
    expect(await sql(`SELECT FROM auditrail.events WHERE action LIKE 'auditrail.%'`)).to.have.length(3);
  });

  async function archiveAndDrop(connectionString: string): Promise<void> {
    const store = new PostgresAuditStore({ connectionString });
    // #region retention
    // Seven years at most, two at least.
    const set = await store.setRetention({ minimumMonths: 24, maximumMonths: 84 });
    if (set.isErr()) throw set.error;

    const expired = (await store.maintain()).map((report) => report.expired);
    for (const month of expired.unwrapOr([])) {
      const archived = await store.archiveMonth(month, { directory });
      if (archived.isErr()) throw archived.error;
      // Copy the files to where nobody can change them, then:
      const dropped = await store.dropMonth(month);
      if (dropped.isErr()) throw dropped.error;
    }
    // #endregion
    await store.close();
  }

  it('shows the migrations as a script', async () => {
    const file = join(directory, 'audit-log.sql');
    // #region print
    const script = await printMigrations({ schema: 'auditrail', roles: 'single' });
    if (script.isErr()) throw script.error;
    await writeFile(file, script.value);
    // #endregion
    await sql(await readFile(file, 'utf8'));
    expect(await sql('SELECT FROM auditrail.events')).to.deep.equal([]);
  });

  it('shows the migrations in Umzug', async () => {
    const { connectionString } = database;
    const executed: string[] = [];
    const storage = {
      logMigration: ({ name }: { name: string }) => Promise.resolve(void executed.push(name)),
      unlogMigration: () => Promise.resolve(),
      executed: () => Promise.resolve(executed),
    };
    // #region umzug
    const umzug = new Umzug({ migrations: umzugMigrations({ connectionString }), storage, logger: undefined });
    await umzug.up();
    // #endregion
    expect(await sql('SELECT FROM auditrail.events')).to.deep.equal([]);
  });

  it('shows the migration of sequelize-cli, which may run again', async () => {
    const before = process.env['DATABASE_URL'];
    process.env['DATABASE_URL'] = database.connectionString;
    try {
      const path = new URL('../../../test/docs/snippets/audit-migration.cjs', import.meta.url);
      const migration = createRequire(import.meta.url)(path.pathname) as CommonJsMigration;
      await migration.up();
      await migration.down();
      await migration.up();
    } finally {
      if (before === undefined) delete process.env['DATABASE_URL'];
      else process.env['DATABASE_URL'] = before;
    }
    expect(await sql('SELECT FROM auditrail.events')).to.deep.equal([]);
  });
});

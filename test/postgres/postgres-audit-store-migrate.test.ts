import { expect } from 'chai';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createAuditDatabase, type AuditDatabase } from './audit-database.js';
import { expectCode } from './expect-code.js';
import { sampleEvent } from './sample-event.js';

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.migrate on PostgreSQL ${version}`, () => {
    let database: AuditDatabase;
    beforeEach(async () => (database = await createAuditDatabase(version)));
    afterEach(() => database.close());

    it('makes the log, a default partition and those from last month to twelve months ahead', async () => {
      const report = (await database.openStore().migrate())._unsafeUnwrap();
      expect(report.migrations).to.deep.equal([
        'event-log',
        'append-all-or-fail',
        'roles',
        'maintenance',
        'actor-index',
        'examination',
        'one-line-bodies',
        'sealing',
        'recovery',
      ]);
      expect(report.partitions).to.have.length(15).and.include('event_default');
      const now = new Date();
      const month = (ahead: number): string =>
        new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead)).toISOString().slice(0, 7).replace('-', '_');
      expect(report.partitions).to.include.members([-1, 0, 1, 12].map((ahead) => `event_${month(ahead)}`));
    });

    it('does nothing the second time', async () => {
      const store = database.openStore();
      await store.migrate();
      expect((await store.migrate())._unsafeUnwrap()).to.deep.equal({
        migrations: [],
        partitions: [],
        roles: 'single',
      });
    });

    it('may run from eight stores at once: one of them does the work', async () => {
      const stores = Array.from({ length: 8 }, () => database.openStore());
      const reports = (await Promise.all(stores.map((store) => store.migrate()))).map((r) => r._unsafeUnwrap());
      expect(reports.flatMap(({ migrations }) => migrations).sort()).to.deep.equal([
        'actor-index',
        'append-all-or-fail',
        'event-log',
        'examination',
        'maintenance',
        'one-line-bodies',
        'recovery',
        'roles',
        'sealing',
      ]);
      expect(new Set(reports.flatMap(({ partitions }) => partitions))).to.have.property('size', 15);
      expect(reports.flatMap(({ partitions }) => partitions)).to.have.length(15);
    });

    for (const schema of ['Audit "x" é', "it's; \\ DROP TABLE x; --\n$1".replace('$', ''), 'a:"schema"b']) {
      it(`works in a schema named ${JSON.stringify(schema)}`, async () => {
        const store = database.openStore({ schema });
        (await store.migrate())._unsafeUnwrap();
        const event = sampleEvent();
        (await store.append([event]))._unsafeUnwrap();
        (await store.append([event]))._unsafeUnwrap();
        const page = (await store.query({ conditions: {}, limit: 10, offset: 0 }))._unsafeUnwrap();
        expect(page.events.map(({ id }) => id)).to.deep.equal([event.id]);
      });
    }

    it('uses a schema that exists already', async () => {
      await database.sql('CREATE SCHEMA auditrail');
      expect((await database.openStore().migrate()).isOk()).to.equal(true);
    });

    it('takes back what default privileges grant', async () => {
      await database.sql(`CREATE ROLE grantee_${database.database}`);
      await database.sql(`ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO grantee_${database.database}, PUBLIC`);
      (await database.openStore().migrate())._unsafeUnwrap();
      const granted = await database.sql(
        `SELECT relname, grants.* FROM pg_class, aclexplode(relacl) AS grants
         WHERE relnamespace = 'auditrail'::regnamespace AND grantee <> relowner AND relkind IN ('r', 'p', 'v')`,
      );
      await database.sql(`DROP OWNED BY grantee_${database.database}; DROP ROLE grantee_${database.database}`);
      expect(granted).to.deep.equal([]);
    });

    it('gives PUBLIC no function to execute', async () => {
      (await database.openStore().migrate())._unsafeUnwrap();
      const open = await database.sql(
        `SELECT proname FROM pg_proc WHERE pronamespace = 'auditrail'::regnamespace
         AND (proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0))`,
      );
      expect(open).to.deep.equal([]);
    });

    it('makes month partitions while a writer has a transaction open', async () => {
      const store = database.openStore();
      await store.migrate();
      const [partition] = await database.sql(
        `SELECT to_char(now() AT TIME ZONE 'UTC' + interval '12 months', '"event_"YYYY_MM') AS name`,
      );
      await database.sql(`DROP TABLE auditrail.${String(partition?.['name'])}`);
      const writer = await database.connect();
      await writer.query(
        `BEGIN; INSERT INTO auditrail.event (occurred_at, id, body, actor_type, action, outcome, resource_type, source,
         transactional) VALUES (date_trunc('milliseconds', now()), gen_random_uuid(), '{}', '', '', '', '', '', true)`,
      );
      expect((await store.migrate())._unsafeUnwrap().partitions).to.deep.equal([partition?.['name']]);
      await writer.query('COMMIT');
    });

    it('leaves a month in the default partition that has events there', async () => {
      const store = database.openStore();
      await store.migrate();
      const partition = (await database.sql(`SELECT to_char(now() AT TIME ZONE 'UTC', '"event_"YYYY_MM') AS name`))[0];
      await database.sql(`DROP TABLE auditrail.${String(partition?.['name'])}`);
      const event = sampleEvent();
      (await store.append([event]))._unsafeUnwrap();
      expect((await store.migrate())._unsafeUnwrap().partitions).to.deep.equal([]);
      expect(await database.sql('SELECT id FROM auditrail.event_default')).to.deep.equal([{ id: event.id }]);
    });

    it('fails with SCHEMA_INCOMPATIBLE when a migration was recorded with another text', async () => {
      const store = database.openStore();
      await store.migrate();
      await database.sql(`UPDATE auditrail.schema_migration SET checksum = 'other'`);
      await expectCode(store.migrate(), 'SCHEMA_INCOMPATIBLE');
    });

    it('fails with SCHEMA_INCOMPATIBLE, as do append and query, when the schema serves only newer versions', async () => {
      const store = database.openStore();
      await store.migrate();
      await database.sql('UPDATE auditrail.installation SET compatible_from = 999');
      await expectCode(store.migrate(), 'SCHEMA_INCOMPATIBLE');
      await expectCode(store.append([sampleEvent()]), 'SCHEMA_INCOMPATIBLE');
      await expectCode(store.query({ conditions: {}, limit: 1, offset: 0 }), 'SCHEMA_INCOMPATIBLE');
    });

    it('leaves a newer schema alone that still serves this version, as do append and query', async () => {
      const store = database.openStore();
      await store.migrate();
      await database.sql(
        `UPDATE auditrail.installation SET schema_version = 999;
         INSERT INTO auditrail.schema_migration (version, name, checksum) VALUES (999, 'later', '')`,
      );
      const next = database.openStore();
      expect((await next.migrate())._unsafeUnwrap()).to.deep.include({ migrations: [], partitions: [] });
      (await next.append([sampleEvent()]))._unsafeUnwrap();
      const page = await next.query({ conditions: {}, limit: 1, offset: 0 });
      expect(page._unsafeUnwrap().events).to.have.length(1);
    });

    it('must have run before a store appends: a schema of an older version is SCHEMA_INCOMPATIBLE', async () => {
      const store = database.openStore();
      await store.migrate();
      await database.sql('UPDATE auditrail.installation SET schema_version = schema_version - 1');
      await expectCode(store.append([sampleEvent()]), 'SCHEMA_INCOMPATIBLE');
      await database.sql('ALTER TABLE auditrail.installation DROP COLUMN schema_version');
      const error = await expectCode(store.append([sampleEvent()]), 'SCHEMA_INCOMPATIBLE');
      expect(error.message).to.contain('store.migrate()');
    });

    it('tells in the installation which migration was the last', async () => {
      (await database.openStore().migrate())._unsafeUnwrap();
      const [row] = await database.sql(
        'SELECT schema_version, (SELECT max(version) FROM auditrail.schema_migration) AS last FROM auditrail.installation',
      );
      expect(row?.['schema_version']).to.equal(row?.['last']);
    });
  });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printMigrations } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { expectCode } from '../expect-code.js';
import { plantEvent } from '../maintenance/plant-event.js';
import { createRoleDatabase, type RoleDatabase } from './role-database.js';

for (const version of postgresVersions) {
  describe(`the maintainer of a log on PostgreSQL ${version}`, () => {
    let database: RoleDatabase;
    let maintainer: string;
    let directory: string;

    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'auditrail-archive-'));
      database = await createRoleDatabase(version);
      // As another tool would apply it.
      await database.sql((await printMigrations({ roles: 'separate' }))._unsafeUnwrap());
      maintainer = await database.createLogin('maintaining', 'IN ROLE auditrail_maintainer');
    });
    after(async () => {
      await database.close();
      await rm(directory, { recursive: true });
    });

    it('makes partitions and resolves a filled default partition, all of them the owner’s alone', async () => {
      await plantEvent(database, '2020-02-02T00:00:00.000Z');
      const report = await database.openStoreAs(maintainer).maintain({ monthsAhead: 13 });
      expect(report._unsafeUnwrap()).to.deep.include({ adopted: ['event_2020_02'], unverified: [] });
      expect(report._unsafeUnwrap().partitions).to.have.length(1);
      const partitions = await database.sql(
        `SELECT DISTINCT relowner::regrole::text AS owner, granted.grantee::regrole::text FROM pg_inherits
         JOIN pg_class ON pg_class.oid = inhrelid
         LEFT JOIN LATERAL aclexplode(relacl) AS granted ON granted.grantee <> relowner
         WHERE relnamespace = 'auditrail'::regnamespace AND relkind = 'r'`,
      );
      expect(partitions).to.deep.equal([{ owner: 'auditrail_owner', grantee: null }]);
    });

    it('sets the retention and drops a month that somebody else has archived, under its own name', async () => {
      await plantEvent(database, '2020-01-02T00:00:00.000Z');
      const store = database.openStoreAs(maintainer);
      (await store.maintain())._unsafeUnwrap();
      (await store.setRetention({ minimumMonths: 12, maximumMonths: null }))._unsafeUnwrap();
      await expectCode(store.dropMonth('2020-01'), 'RETENTION_REFUSED');
      const archivist = await database.createLogin('archiving', 'IN ROLE auditrail_reader, auditrail_maintainer');
      (await database.openStoreAs(archivist).archiveMonth('2020-01', { directory }))._unsafeUnwrap();
      (await store.dropMonth('2020-01'))._unsafeUnwrap();
      expect(
        await database.sql(
          `SELECT action, actor_id, db_role FROM auditrail.event WHERE action LIKE 'auditrail.%'
           ORDER BY occurred_at, id`,
        ),
      ).to.deep.equal([
        { action: 'auditrail.retention.set', actor_id: maintainer, db_role: maintainer },
        { action: 'auditrail.month.archive', actor_id: archivist, db_role: archivist },
        { action: 'auditrail.month.drop', actor_id: maintainer, db_role: maintainer },
      ]);
    });

    it('needs to be a reader as well to archive', async () => {
      const error = await expectCode(
        database.openStoreAs(maintainer).archiveMonth('2020-02', { directory }),
        'STORE_FORBIDDEN',
      );
      expect(error.message).to.contain('auditrail_reader');
    });

    it('can neither read nor change the log, nor what protects it', async () => {
      const client = await database.connectAs(maintainer);
      for (const text of [
        'SELECT FROM auditrail.event',
        'SELECT FROM auditrail.events',
        'INSERT INTO auditrail.event (id) VALUES (gen_random_uuid())',
        'UPDATE auditrail.event SET body = body',
        'TRUNCATE auditrail.event_2020_02',
        'DROP TABLE auditrail.event_2020_02',
        'ALTER TABLE auditrail.event DETACH PARTITION auditrail.event_2020_02',
        'ALTER TABLE auditrail.event DISABLE TRIGGER ALL',
        'UPDATE auditrail.retention SET minimum_months = NULL',
        `INSERT INTO auditrail.archived_month (month) VALUES ('2020-02-01')`,
        'DO $$ BEGIN LOCK TABLE auditrail.event IN ACCESS EXCLUSIVE MODE; END $$',
        'SELECT auditrail.lock_log()',
        `SELECT auditrail.copy_default('0')`,
        `SELECT auditrail.create_partition('2040-01-01')`,
        `SELECT auditrail.record_maintenance('a.b', '{"type":"x"}', '', '')`,
        'SELECT auditrail.month_summary(current_date)',
        'SET ROLE auditrail_owner',
      ]) {
        const failure: unknown = await client.query(text).catch((error: unknown) => error);
        expect(failure, text).to.have.property('code', '42501');
      }
    });

    it('sees the retention and what is archived', async () => {
      const client = await database.connectAs(maintainer);
      expect((await client.query('SELECT minimum_months FROM auditrail.retention')).rows).to.deep.equal([
        { minimum_months: 12 },
      ]);
      expect((await client.query('SELECT FROM auditrail.archived_month')).rows).to.have.length(1);
    });

    for (const role of ['writer', 'reader', 'sealer']) {
      it(`is not the ${role}, who may do nothing of it: STORE_FORBIDDEN names the maintainer`, async () => {
        const login = await database.createLogin(`no_${role}`, `IN ROLE auditrail_${role}`);
        const store = database.openStoreAs(login);
        for (const work of [
          store.maintain(),
          store.dropMonth('2020-02'),
          store.setRetention({ minimumMonths: null, maximumMonths: null }),
          ...(role === 'reader' ? [store.archiveMonth('2020-02', { directory })] : []),
        ]) {
          const error = await expectCode(work, 'STORE_FORBIDDEN');
          expect(error.message).to.contain('auditrail_maintainer');
        }
      });
    }
  });
}

import { createAuditTrail, isAuditError, type AuditError, type AuditTrail } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import { registerAuditHooks, type AuditHooksOptions } from '@auditrail/sequelize';
import { expect } from 'chai';
import { DataTypes, Sequelize, type Model, type ModelStatic } from 'sequelize';
import sinon from 'sinon';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createMigratedDatabase, type AuditDatabase } from '../postgres/audit-database.js';

type Account = ModelStatic<Model<Record<string, unknown>, Record<string, unknown>>>;

/** What may be wrong with a log, and what it is called. */
const faults = [
  { name: 'missing', code: 'SCHEMA_MISSING', sql: 'ALTER SCHEMA auditrail RENAME TO gone' },
  { name: 'forbidden', code: 'STORE_FORBIDDEN', sql: 'REVOKE ALL ON SCHEMA auditrail FROM application' },
  {
    name: 'full',
    code: 'STORE_UNAVAILABLE',
    sql: `CREATE FUNCTION public.fill() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
          CREATE TRIGGER fill BEFORE INSERT ON auditrail.event FOR EACH ROW EXECUTE FUNCTION public.fill()`,
  },
];

const grants = `
  GRANT USAGE ON SCHEMA auditrail TO application;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA auditrail TO application;
  GRANT INSERT, SELECT ON ALL TABLES IN SCHEMA auditrail TO application;
  GRANT CREATE ON SCHEMA public TO application`;

for (const version of postgresVersions) {
  for (const fault of faults) {
    describe(`registerAuditHooks, when the log is ${fault.name}, on PostgreSQL ${version}`, () => {
      let database: AuditDatabase;
      let sequelize: Sequelize;
      let audit: AuditTrail;
      let Account: Account;
      const failures: AuditError[] = [];

      async function register(options: AuditHooksOptions): Promise<void> {
        database = await createMigratedDatabase(version);
        const role = `application_${database.database}`;
        const named = (sql: string) => sql.replaceAll('application', role);
        await database.sql(named(`CREATE ROLE application LOGIN; ${grants}`));
        const { socketDirectory: host, database: name } = database;
        sequelize = new Sequelize({ dialect: 'postgres', host, username: role, database: name, logging: false });
        Account = sequelize.define('Account', { owner: DataTypes.STRING }, { timestamps: false });
        const store = new PostgresAuditStore({ connectionString: database.connectionString });
        failures.length = 0;
        audit = createAuditTrail({ store, onError: (error) => failures.push(error) });
        registerAuditHooks(sequelize, audit, options);
        await sequelize.sync();
        await Account.create({ owner: 'before' });
        expect(failures.map(({ code }) => code)).to.deep.equal([]);
        await database.sql(named(fault.sql));
      }

      beforeEach(() => sinon.stub(console, 'warn'));
      afterEach(async () => {
        sinon.restore();
        await sequelize.close();
        await audit.close();
        await database.sql(`DROP OWNED BY application_${database.database}`);
        await database.sql(`DROP ROLE application_${database.database}`);
        await database.close();
      });

      const owners = async () => (await Account.findAll({ order: ['id'] })).map((row) => row.get('owner'));

      async function expectCleanPool(): Promise<void> {
        const open = await database.sql(
          `SELECT pid FROM pg_catalog.pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'`,
        );
        expect(open).to.deep.equal([]);
      }

      it('commits nothing by default, names the cause, announces nothing and leaves the pool clean', async () => {
        await register({});
        const announce = sinon.spy();
        const alone = await Account.create({ owner: 'alone' }).catch((error: unknown) => error);
        const within = await sequelize
          .transaction(async (transaction) => {
            transaction.afterCommit(announce);
            await Account.create({ owner: 'within' }, { transaction });
          })
          .catch((error: unknown) => error);
        for (const error of [alone, within]) {
          expect(isAuditError(error) && error.code).to.equal(fault.code);
          expect(error).to.not.have.any.keys('sql', 'parameters');
        }
        sinon.assert.notCalled(announce);
        expect(await owners()).to.deep.equal(['before']);
        expect(failures.map(({ code }) => code)).to.deep.equal([fault.code, fault.code]);
        await expectCleanPool();
      });

      it('commits and reports with onFailure: report', async () => {
        await register({ onFailure: 'report' });
        const announce = sinon.spy();
        await Account.create({ owner: 'alone' });
        await sequelize.transaction(async (transaction) => {
          transaction.afterCommit(announce);
          await Account.create({ owner: 'within' }, { transaction });
          const inner = sequelize.transaction({ transaction }, async (savepoint) => {
            await Account.create({ owner: 'taken back' }, { transaction: savepoint });
            throw new Error('back');
          });
          await inner.catch(() => undefined);
          void Account.create({ owner: 'un-awaited' }, { transaction });
          await Account.bulkCreate(
            Array.from({ length: 600 }, () => ({ owner: 'many' })),
            { transaction },
          );
        });
        sinon.assert.calledOnce(announce);
        expect((await owners()).filter((owner) => owner !== 'many')).to.deep.equal([
          'before',
          'alone',
          'within',
          'un-awaited',
        ]);
        expect(new Set(failures.map(({ code }) => code))).to.deep.equal(new Set([fault.code]));
        await expectCleanPool();
      });
    });
  }
}

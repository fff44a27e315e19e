import { createAuditTrail, MemoryAuditStore, type AuditError } from '@auditrail/core';
import { registerAuditHooks, type AuditHooks, type AuditHooksOptions } from '@auditrail/sequelize';
import { expect } from 'chai';
import { Sequelize } from 'sequelize';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../postgres-server/test-database.js';

for (const version of postgresVersions) {
  describe(`AuditHooks.selfCheck on PostgreSQL ${version}`, () => {
    let database: TestDatabase;
    let sequelize: Sequelize;
    let store: MemoryAuditStore;
    let failures: AuditError[];
    const logged: string[] = [];

    before(async () => {
      database = await createTestDatabase(version);
    });
    after(() => database.drop());
    afterEach(() => sequelize.close());

    function register(options: AuditHooksOptions = {}): AuditHooks {
      sequelize = new Sequelize({
        dialect: 'postgres',
        host: database.socketDirectory,
        username: database.user,
        database: database.database,
        logging: (sql) => logged.push(sql),
      });
      store = new MemoryAuditStore();
      failures = [];
      const audit = createAuditTrail({ store, onError: (error) => failures.push(error) });
      return registerAuditHooks(sequelize, audit, options);
    }

    it('passes, and leaves no trace', async () => {
      for (const options of [{}, { transactional: false }, { onFailure: 'report' }] as const) {
        const hooks = register(options);
        expect((await hooks.selfCheck()).isOk()).to.equal(true);
        expect([store.events, failures, logged, Object.keys(sequelize.models)]).to.deep.equal([[], [], [], []]);
        expect(hooks.coverage().tablesWithoutModel).to.deep.equal([]);
        expect(await sequelize.query(`SELECT to_regclass('auditrail_self_check') AS found`)).to.have.nested.property(
          '[0][0].found',
          null,
        );
        logged.length = 0;
        await sequelize.close();
      }
    });

    it('fails with CAPTURE_BROKEN when statements no longer pass the capture', async () => {
      const hooks = register();
      const dialect = (sequelize as unknown as { dialect: { Query: object } }).dialect;
      dialect.Query = Object.getPrototypeOf(dialect.Query) as object;
      const checked = await hooks.selfCheck();
      expect(checked._unsafeUnwrapErr().code).to.equal('CAPTURE_BROKEN');
      expect(failures.map(({ code }) => code)).to.deep.equal(['CAPTURE_BROKEN']);
    });

    it('fails with CAPTURE_BROKEN when statements reach the capture in part', async () => {
      const hooks = register();
      const dialect = (sequelize as unknown as { dialect: { Query: new (...given: unknown[]) => object } }).dialect;
      const Audited = dialect.Query;
      dialect.Query = class extends Audited {
        run(sql: string, values?: readonly unknown[]): Promise<unknown> {
          const Plain = Object.getPrototypeOf(Audited.prototype) as {
            run(sql: string, values: unknown): Promise<unknown>;
          };
          return (sql.startsWith('DELETE') ? Plain : (Audited.prototype as typeof Plain)).run.call(this, sql, values);
        }
      };
      expect((await hooks.selfCheck())._unsafeUnwrapErr().code).to.equal('CAPTURE_BROKEN');
    });

    it('fails with CAPTURE_BROKEN when it cannot be made', async () => {
      const hooks = register();
      await sequelize.close();
      expect((await hooks.selfCheck())._unsafeUnwrapErr().code).to.equal('CAPTURE_BROKEN');
    });
  });
}

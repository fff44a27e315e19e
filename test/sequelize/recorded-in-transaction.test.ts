import { expect } from 'chai';
import type { Transaction } from 'sequelize';
import sinon from 'sinon';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createCaptureDatabase, type CaptureDatabase } from './capture-database.js';

for (const version of postgresVersions) {
  describe(`record() in transactions of a captured Sequelize, on PostgreSQL ${version}`, () => {
    let db: CaptureDatabase;

    before(async function () {
      this.timeout(60_000);
      db = await createCaptureDatabase(version);
    });
    after(() => db.close());
    beforeEach(async () => {
      await db.newEvents();
      db.failures.length = 0;
    });
    afterEach(() => sinon.restore());

    const names = async () => (await db.newEvents()).map((event) => event.changes?.['name']?.new ?? event.action);
    const create = (name: string, transaction: Transaction | null) => db.User.create({ name }, { transaction });

    it('stores what record() says inside a transaction with its commit, and drops it with its rollback', async () => {
      const record = (transaction: Transaction) =>
        db.audit.record({ action: 'invoice.send', resource: { type: 'Invoice', id: 1 } }, { transaction });
      await db.sequelize.transaction(async (transaction) => {
        expect((await record(transaction)).isOk()).to.equal(true);
        expect(await names()).to.deep.equal([]);
      });
      expect(await names()).to.deep.equal(['invoice.send']);
      await db.sequelize
        .transaction(async (transaction) => {
          await record(transaction);
          throw new Error('back');
        })
        .catch(() => undefined);
      expect(await names()).to.deep.equal([]);
    });

    it('stores what record() says while a COMMIT is under way, or refuses it', async () => {
      for (let ticks = 0; ticks < 12; ticks += 1) {
        const transaction = await db.sequelize.transaction();
        await create('committing', transaction);
        const record = async () => {
          for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
          const receipt = await db.audit.record({ action: 'late.word', resource: { type: 'X' } }, { transaction });
          return receipt.isOk() ? 1 : 0;
        };
        let said: Promise<number> = Promise.resolve(0);
        const append = sinon.stub(db.store, 'append').callsFake((...given) => {
          said = record();
          append.restore();
          return db.store.append(...given);
        });
        await db.sequelize.query('COMMIT', { transaction });
        const accepted = await said;
        await transaction.rollback();
        const late = (await names()).filter((name) => name === 'late.word');
        expect(late).to.have.length(accepted, `${String(ticks)} ticks`);
      }
    });

    it('stores an attempt and a failure at once, so that they survive the rollback', async () => {
      await db.sequelize
        .transaction(async (transaction) => {
          const event = { action: 'invoice.send', resource: { type: 'Invoice', id: 1 }, outcome: 'failure' } as const;
          await db.audit.record(event, { transaction });
          throw new Error('back');
        })
        .catch(() => undefined);
      expect(await names()).to.deep.equal(['invoice.send']);
    });

    it('refuses a transaction that is over', async () => {
      const transaction = await db.sequelize.transaction();
      await transaction.commit();
      const receipt = await db.audit.record({ action: 'x.y', resource: { type: 'X' } }, { transaction });
      expect(receipt._unsafeUnwrapErr().code).to.equal('EVENT_INVALID');
    });
  });
}

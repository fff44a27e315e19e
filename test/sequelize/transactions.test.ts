import { AuditError } from '@auditrail/core';
import { createClsNamespace } from '@auditrail/sequelize';
import { expect } from 'chai';
import { createNamespace } from 'cls-hooked';
import { errAsync } from 'neverthrow';
import { QueryTypes, Sequelize, type Transaction } from 'sequelize';
import sinon from 'sinon';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createCaptureDatabase, type CaptureDatabase } from './capture-database.js';

const namespaces = { 'cls-hooked': () => createNamespace('auditrail-test'), createClsNamespace };

const untilSent = () => new Promise((resolve) => setImmediate(resolve));

for (const version of postgresVersions) {
  describe(`registerAuditHooks, transactions on PostgreSQL ${version}`, () => {
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

    it('records the writes of a transaction under one transaction id, once it has committed', async () => {
      await db.sequelize.transaction(async (transaction) => {
        await create('a', transaction);
        await create('b', transaction);
        expect(await names()).to.deep.equal([]);
      });
      const events = await db.newEvents();
      expect(events.map((event) => event.changes?.['name']?.new)).to.deep.equal(['a', 'b']);
      expect(new Set(events.map((event) => event.transactionId)).size).to.equal(1);
    });

    it('records nothing of a transaction that rolls back', async () => {
      const failure = new Error('business');
      const work = db.sequelize.transaction(async (transaction) => {
        await create('lost', transaction);
        throw failure;
      });
      expect(await work.catch((error: unknown) => error)).to.equal(failure);
      expect(await names()).to.deep.equal([]);
    });

    it('records an un-awaited write of a transaction that commits', async () => {
      const unawaited: Promise<unknown>[] = [];
      for (let turn = 0; turn < 30; turn += 1) {
        await db.sequelize.transaction(async (transaction) => {
          unawaited.push(create(`un-awaited ${String(turn)}`, transaction).catch(() => undefined));
          await untilSent();
        });
      }
      await Promise.all(unawaited);
      const recorded = await names();
      const stored = await db.User.findAll({ where: Sequelize.literal(`name LIKE 'un-awaited%'`) });
      expect(recorded).to.have.members(stored.map((row) => row.get('name')));
      expect(recorded.length).to.be.greaterThan(0);
    });

    it('drops exactly what came after a savepoint that rolls back, whoever wrote it', async () => {
      await db.sequelize.transaction(async (transaction) => {
        await create('1', transaction);
        const inner = db.sequelize.transaction({ transaction }, async (savepoint) => {
          await create('2', savepoint);
          await create('3, by the parent', transaction);
          throw new Error('back');
        });
        await inner.catch(() => undefined);
        await create('4', transaction);
      });
      expect(await names()).to.deep.equal(['1', '4']);
      expect(await db.User.count({ where: { name: ['2', '3, by the parent'] } })).to.equal(0);
    });

    it('keeps what came before a savepoint, though it was stored after it', async () => {
      await db.sequelize.transaction(async (transaction) => {
        await create('early', transaction);
        const inner = db.sequelize.transaction({ transaction }, async (savepoint) => {
          await db.User.bulkCreate(
            Array.from({ length: 600 }, () => ({ name: 'many' })),
            { transaction: savepoint },
          );
          throw new Error('back');
        });
        await inner.catch(() => undefined);
      });
      expect(await names()).to.deep.equal(['early']);
    });

    it('stores the events of a large transaction in parts, in order', async () => {
      await db.sequelize.transaction(async (transaction) => {
        for (let part = 0; part < 3; part += 1) {
          await db.User.bulkCreate(
            Array.from({ length: 400 }, (_, row) => ({ name: `${String(part)}/${String(row)}` })),
            { transaction },
          );
        }
      });
      const recorded = await names();
      expect(recorded).to.have.length(1200);
      expect([recorded[0], recorded[1199]]).to.deep.equal(['0/0', '2/399']);
    });

    it('stores the first events of many rows while the others are made, and none where some cannot be', async () => {
      await db.User.bulkCreate(Array.from({ length: 1_100 }, () => ({ name: 'many' })));
      await db.newEvents();
      const made = sinon.spy(db.audit, 'capture');
      const madeAtAppend: number[] = [];
      const append = sinon.stub(db.store, 'append').callsFake((...given) => {
        madeAtAppend.push(made.callCount);
        return append.wrappedMethod.apply(db.store, given);
      });
      await db.User.update({ name: 'all' }, { where: { name: 'many' } });
      expect(madeAtAppend).to.deep.equal([250, 500, 750, 1_000, 1_100]);
      expect(await names()).to.deep.equal(Array.from({ length: 1_100 }, () => 'all'));

      const failure = new AuditError('STORE_REJECTED', 'no');
      append.onCall(append.callCount + 1).returns(errAsync(failure));
      const error = await db.User.update({ name: 'none' }, { where: { name: 'all' } }).catch(
        (reason: unknown) => reason,
      );
      expect(error).to.equal(failure);
      expect(await db.User.count({ where: { name: 'none' } })).to.equal(0);
      expect(await db.newEvents()).to.deep.equal([]);
      await db.User.destroy({ where: { name: 'all' } });
    });

    it('takes raw transaction statements for what they are', async () => {
      const transaction = await db.sequelize.transaction();
      await create('kept', transaction);
      await db.sequelize.query('SAVEPOINT "Mine"', { transaction });
      await create('dropped', transaction);
      await db.sequelize.query('ROLLBACK TO "Mine"', { transaction });
      await db.sequelize.query('RELEASE SAVEPOINT "Mine"', { transaction });
      await db.sequelize.query('COMMIT', { transaction });
      expect(await names()).to.deep.equal(['kept']);
      await transaction.commit();
    });

    it('records a write outside of the transaction that runs when it is told so', async () => {
      await db.sequelize
        .transaction(async () => {
          await create('outside', null);
          throw new Error('back');
        })
        .catch(() => undefined);
      expect(await names()).to.deep.equal(['outside']);
    });

    it('reports a commit that PostgreSQL answers with ROLLBACK, and settles as Sequelize would', async () => {
      await db.sequelize.transaction(async (transaction) => {
        await create('never', transaction);
        await db.sequelize.query('SELECT 1/0', { transaction }).catch(() => undefined);
      });
      expect(db.failures.map(({ code }) => code)).to.deep.equal(['TRANSACTION_ROLLED_BACK']);
      expect(await names()).to.deep.equal([]);
    });

    it('records nothing when a deferred constraint fails the commit', async () => {
      await db.sequelize.query('CREATE TABLE deferred (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)');
      const insert = (transaction?: Transaction) =>
        db.sequelize.query('INSERT INTO deferred VALUES (1)', transaction && { transaction });
      await insert();
      await db.newEvents();
      sinon.stub(console, 'warn');
      const commit = db.sequelize.transaction(async (transaction) => insert(transaction));
      expect(await commit.catch((error: unknown) => (error as Error).name)).to.equal('SequelizeUniqueConstraintError');
      expect(await insert().catch((error: unknown) => (error as Error).name)).to.equal(
        'SequelizeUniqueConstraintError',
      );
      expect(await names()).to.deep.equal([]);
    });

    it('leaves no transaction open behind a write without one', async () => {
      await Promise.all(Array.from({ length: 30 }, (_, turn) => create(`parallel ${String(turn)}`, null)));
      expect(await names()).to.have.length(30);
      const open = `SELECT count(*)::int AS open FROM pg_catalog.pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'`;
      expect(await db.sequelize.query(open, { plain: true, type: QueryTypes.SELECT })).to.deep.equal({ open: 0 });
    });

    describe('when the store fails', () => {
      const failure = new AuditError('STORE_REJECTED', 'no');
      const failOnce = () => sinon.stub(db.store, 'append').onFirstCall().returns(errAsync(failure)).callThrough();
      const isClean = async () => {
        await Promise.all(Array.from({ length: 10 }, () => create('clean', null)));
        expect(await db.User.count({ where: { name: 'clean' } })).to.equal(10);
        await db.User.destroy({ where: { name: 'clean' } });
      };

      it('rolls a single write back and rejects it with the AuditError', async () => {
        failOnce();
        const error = await create('unrecorded', null).catch((reason: unknown) => reason);
        expect(error).to.equal(failure);
        expect(error).to.not.have.any.keys('sql', 'parameters');
        expect(await db.User.count({ where: { name: 'unrecorded' } })).to.equal(0);
        await isClean();
      });

      it('rolls the transaction back, rejects its commit and announces nothing', async () => {
        sinon.stub(console, 'warn');
        failOnce();
        const announce = sinon.spy();
        const commit = db.sequelize.transaction(async (transaction) => {
          transaction.afterCommit(announce);
          await create('unrecorded', transaction);
        });
        expect(await commit.catch((reason: unknown) => reason)).to.equal(failure);
        sinon.assert.notCalled(announce);
        expect(await db.User.count({ where: { name: 'unrecorded' } })).to.equal(0);
        await isClean();
      });

      it('does not commit what a swallowed failure left unrecorded', async () => {
        sinon.stub(console, 'warn');
        failOnce();
        const many = Array.from({ length: 500 }, () => ({ name: 'unrecorded' }));
        const commit = db.sequelize.transaction(async (transaction) => {
          await db.User.bulkCreate(many, { transaction }).catch(() => undefined);
        });
        expect(await commit.catch((reason: unknown) => reason)).to.equal(failure);
        expect(await db.User.count({ where: { name: 'unrecorded' } })).to.equal(0);
        await isClean();
      });
    });

    for (const [name, makeNamespace] of Object.entries(namespaces))
      describe(`under ${name}`, () => {
        before(() => Sequelize.useCLS(makeNamespace()));
        after(() => {
          (Sequelize as unknown as { _cls?: unknown })._cls = undefined;
        });

        it('finds the transaction that the caller runs in', async () => {
          const work = db.sequelize.transaction(async () => {
            await db.User.create({ name: 'cls' });
            await db.audit.record({ action: 'invoice.send', resource: { type: 'Invoice', id: 1 } });
            throw new Error('back');
          });
          await work.catch(() => undefined);
          expect(await names()).to.deep.equal([]);
          await db.sequelize.transaction(async () => {
            await db.User.create({ name: 'cls' });
            await db.audit.record({ action: 'invoice.send', resource: { type: 'Invoice', id: 1 } });
            expect(await names()).to.deep.equal([]);
          });
          expect(await names()).to.deep.equal(['cls', 'invoice.send']);
        });
      });
  });
}

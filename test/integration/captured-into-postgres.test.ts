import { createAuditTrail, isAuditError, type AuditError, type AuditTrail, type StoredEvent } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import { registerAuditHooks } from '@auditrail/sequelize';
import { expect } from 'chai';
import { DataTypes, QueryTypes, Sequelize, type Model, type ModelStatic } from 'sequelize';
import sinon from 'sinon';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../postgres-server/test-database.js';

type Account = Model<{ id?: number; owner: string; passwordHash?: string }, { owner: string; passwordHash?: string }>;

function connect(database: TestDatabase): Sequelize {
  const { socketDirectory: host, user: username } = database;
  return new Sequelize({ dialect: 'postgres', host, username, database: database.database, logging: false });
}

for (const version of postgresVersions) {
  describe(`Sequelize writes in a log on PostgreSQL ${version}`, () => {
    const failures: AuditError[] = [];
    let database: TestDatabase;
    let sequelize: Sequelize;
    let audit: AuditTrail;
    let Account: ModelStatic<Account>;

    before(async function () {
      this.timeout(60_000);
      database = await createTestDatabase(version);
      const store = new PostgresAuditStore({ connectionString: database.connectionString });
      (await store.migrate())._unsafeUnwrap();
      audit = createAuditTrail({ store, onError: (error) => failures.push(error) });
      sequelize = connect(database);
      Account = sequelize.define('Account', { owner: DataTypes.STRING, passwordHash: DataTypes.STRING });
      registerAuditHooks(sequelize, audit);
      await sequelize.sync();
    });
    after(async () => {
      await sequelize.close();
      await audit.close();
      await database.drop();
    });
    beforeEach(() => {
      failures.length = 0;
    });
    afterEach(() => sinon.restore());

    async function eventsOf(owner: string): Promise<StoredEvent[]> {
      const { events } = (await audit.query({ resource: { type: 'Account' }, limit: 1000 }))._unsafeUnwrap();
      return events.filter(({ changes }) => changes?.['owner']?.new === owner);
    }

    it('stores the event in the very transaction of the change', async () => {
      const change = await sequelize.transaction(async (transaction) => {
        await Account.create({ owner: 'same' }, { transaction });
        const sql = 'SELECT pg_catalog.pg_current_xact_id()::text AS id';
        return sequelize.query<{ id: string }>(sql, { transaction, plain: true, type: QueryTypes.SELECT });
      });
      const [event] = await eventsOf('same');
      expect(event?.transactionId).to.equal(change?.id);
      expect(event?.dbRole).to.equal(database.user);
    });

    it("records at once while every connection of the application's pool is taken", async () => {
      const taken = await Promise.all(Array.from({ length: 5 }, () => sequelize.transaction()));
      const event = { action: 'login.fail', resource: { type: 'session' }, outcome: 'denied' } as const;
      const receipts = await Promise.all(taken.map((transaction) => audit.record(event, { transaction })));
      expect(receipts.map((receipt) => receipt.isOk())).to.deep.equal([true, true, true, true, true]);
      await Promise.all(taken.map((transaction) => transaction.rollback()));
    });

    it('leaves no change event of a business transaction that rolls back', async () => {
      const work = sequelize.transaction(async (transaction) => {
        await Account.create({ owner: 'undone' }, { transaction });
        throw new Error('business');
      });
      await work.catch(() => undefined);
      expect(await eventsOf('undone')).to.deep.equal([]);
    });

    it('drops exactly what a savepoint takes back, also after a flush', async () => {
      await sequelize.transaction(async (transaction) => {
        await Account.create({ owner: 'before' }, { transaction });
        const inner = sequelize.transaction({ transaction }, async (savepoint) => {
          const many = Array.from({ length: 600 }, () => ({ owner: 'inside' }));
          await Account.bulkCreate(many, { transaction: savepoint });
          throw new Error('back');
        });
        await inner.catch(() => undefined);
        await Account.create({ owner: 'after' }, { transaction });
      });
      expect(await eventsOf('before')).to.have.length(1);
      expect(await eventsOf('inside')).to.have.length(0);
      expect(await eventsOf('after')).to.have.length(1);
    });

    it('reports a commit that did not commit', async () => {
      await sequelize.transaction(async (transaction) => {
        await Account.create({ owner: 'nobody' }, { transaction });
        await sequelize.query('SELECT 1/0', { transaction }).catch(() => undefined);
      });
      expect(failures.map(({ code }) => code)).to.deep.equal(['TRANSACTION_ROLLED_BACK']);
      expect(await eventsOf('nobody')).to.deep.equal([]);
    });

    it('commits with record() of a success, and without waiting for a second connection', async () => {
      const receipts = await Promise.all(
        Array.from({ length: 20 }, () =>
          sequelize.transaction(async (transaction) => {
            await Account.create({ owner: 'recorded' }, { transaction });
            const event = { action: 'account.open', resource: { type: 'Account' } };
            return audit.record(event, { transaction });
          }),
        ),
      );
      const { events } = (await audit.query({ action: 'account.open' }))._unsafeUnwrap();
      expect(events.map(({ id }) => id)).to.have.members(receipts.map((receipt) => receipt._unsafeUnwrap().id));
      expect(events.every(({ transactionId }) => transactionId !== undefined)).to.equal(true);
    });

    it('tells no secret, in the log, in an error or to onError', async () => {
      const secret = 'correct-horse-battery-staple';
      await Account.create({ owner: 'discreet', passwordHash: secret });
      const failing = Account.create(
        { owner: 'discreet', passwordHash: secret },
        { audit: { subject: { type: '', id: 1 } } },
      );
      const error = await failing.catch((reason: unknown) => reason);
      expect(isAuditError(error) && error.code).to.equal('EVENT_INVALID');
      const log = await sequelize.query('SELECT event::text FROM auditrail.event AS event', {
        type: QueryTypes.SELECT,
      });
      const told = [error, ...failures].map(
        (one) => JSON.stringify(one, Object.getOwnPropertyNames(one)) + String(one),
      );
      expect(JSON.stringify([log, told]))
        .to.include('discreet')
        .and.not.include(secret);
    });

    describe('where the log', () => {
      let other: TestDatabase;
      let elsewhere: Sequelize;

      beforeEach(async () => {
        other = await createTestDatabase(version);
        elsewhere = connect(other);
      });
      afterEach(async () => {
        await elsewhere.close();
        await other.drop();
      });

      async function writeElsewhere(trail: AuditTrail, transactional?: boolean): Promise<unknown> {
        const Thing = elsewhere.define('Thing', { name: DataTypes.STRING });
        await elsewhere.sync();
        registerAuditHooks(elsewhere, trail, { transactional });
        const error = await Thing.create({ name: 'x' }).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        const rows = await elsewhere.query('SELECT count(*)::int AS count FROM "Things"', { plain: true });
        return { code: isAuditError(error) ? error.code : error, rows: rows?.['count'] };
      }

      it('is in another database, refuses the write', async () => {
        expect(await writeElsewhere(audit)).to.deep.equal({ code: 'STORE_DATABASE_MISMATCH', rows: 0 });
      });

      it('is in another database on purpose, stores the event after the commit', async () => {
        expect(await writeElsewhere(audit, false)).to.deep.equal({ code: undefined, rows: 1 });
        const { events } = (await audit.query({ action: 'thing.create' }))._unsafeUnwrap();
        expect(events).to.have.length(1);
        expect(events[0]).to.not.have.property('transactionId');
      });

      it('is missing, refuses the write and leaves the pool clean', async () => {
        const store = new PostgresAuditStore({ connectionString: other.connectionString });
        const trail = createAuditTrail({ store, onError: () => undefined });
        expect(await writeElsewhere(trail)).to.deep.equal({ code: 'SCHEMA_MISSING', rows: 0 });
        (await store.migrate())._unsafeUnwrap();
        await elsewhere.models['Thing']?.create({ name: 'y' });
        expect((await trail.query())._unsafeUnwrap().events).to.have.length(1);
        await trail.close();
      });
    });
  });
}

import { expect } from 'chai';
import type { Client } from 'pg';
import { DataTypes, QueryTypes, Sequelize, Transaction, type Model, type Options } from 'sequelize';
import sinon from 'sinon';
import { createTestDatabase, postgresVersions } from '../postgres-server/test-database.js';
import { createCaptureDatabase, type CaptureDatabase } from './capture-database.js';

interface Failure {
  readonly name: string;
  readonly parent?: { readonly code?: string };
}

const failureOf = (error: unknown) => {
  const { name, parent } = error as Failure;
  return `${name} ${parent?.code ?? ''}`;
};

for (const version of postgresVersions) {
  describe(`registerAuditHooks, when things go wrong on PostgreSQL ${version}`, () => {
    const opened: CaptureDatabase[] = [];
    async function open(sequelize: Options = {}): Promise<CaptureDatabase> {
      const db = await createCaptureDatabase(version, { sequelize });
      opened.push(db);
      return db;
    }

    beforeEach(() => sinon.stub(console, 'warn'));
    afterEach(async () => {
      sinon.restore();
      await Promise.all(opened.splice(0).map((db) => db.close()));
    });

    /** Does the same without a capture: what an application would have seen. */
    async function plainFailure(work: (sequelize: Sequelize) => Promise<unknown>): Promise<string> {
      const database = await createTestDatabase(version);
      const sequelize = new Sequelize({
        dialect: 'postgres',
        host: database.socketDirectory,
        username: database.user,
        database: database.database,
        logging: false,
      });
      const User = sequelize.define('User', { name: DataTypes.STRING }, { tableName: 'users' });
      await User.sync();
      const failure = await work(sequelize).catch((error: unknown) => error);
      await sequelize.close();
      await database.drop();
      return failureOf(failure);
    }

    const killSelf = 'SELECT pg_terminate_backend(pg_backend_pid())';
    const killing = `CREATE FUNCTION kill() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;`;
    const onUser = 'ON users FOR EACH ROW EXECUTE FUNCTION kill()';
    const create = (sequelize: Sequelize, transaction?: Transaction) =>
      (sequelize.models['User'] as unknown as { create: (values: object, options: object) => Promise<Model> }).create(
        { name: 'killed' },
        transaction === undefined ? {} : { transaction },
      );

    for (const [name, work] of [
      [
        'a write of its own',
        async (sequelize: Sequelize) => {
          await sequelize.query(`${killing} CREATE TRIGGER kill AFTER INSERT ${onUser}`);
          return create(sequelize);
        },
      ],
      [
        "a caller's transaction",
        (sequelize: Sequelize) =>
          sequelize.transaction(async (transaction) => {
            await create(sequelize, transaction);
            await sequelize.query(killSelf, { transaction });
          }),
      ],
      [
        'a COMMIT',
        async (sequelize: Sequelize) => {
          await sequelize.query(
            `${killing} CREATE CONSTRAINT TRIGGER kill AFTER INSERT ON users INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION kill()`,
          );
          return sequelize.transaction((transaction) => create(sequelize, transaction));
        },
      ],
      [
        'the COMMIT of a write of its own',
        async (sequelize: Sequelize) => {
          await sequelize.query(
            `${killing} CREATE CONSTRAINT TRIGGER kill AFTER INSERT ON users INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION kill()`,
          );
          return create(sequelize);
        },
      ],
    ] as const) {
      it(`fails as it would, records nothing and leaves a usable pool, when the connection dies in ${name}`, async () => {
        const db = await open();
        const failure = await work(db.sequelize).catch((error: unknown) => error);
        expect(failureOf(failure)).to.equal(await plainFailure(work));
        expect(await db.newEvents()).to.deep.equal([]);
        await db.sequelize.query('DROP FUNCTION IF EXISTS kill CASCADE');
        await Promise.all(Array.from({ length: 10 }, () => db.User.create({ name: 'alive' })));
        expect(await db.newEvents()).to.have.length(10);
        expect(await db.User.count()).to.equal(10);
      });
    }

    it('records a write whose BEGIN was cancelled', async () => {
      const db = await open({ pool: { max: 1 } });
      const connection = await db.sequelize.transaction(({ connection }: Transaction & { connection?: Client }) =>
        Promise.resolve(connection as Client),
      );
      const query = sinon.stub(connection, 'query').callThrough();
      const begin = query.withArgs(sinon.match({ text: 'BEGIN' }));
      begin.onFirstCall().rejects(new Error('cancelled'));
      await db.User.create({ name: 'committed' });
      sinon.assert.calledTwice(begin);
      expect((await db.newEvents()).map(({ changes }) => changes?.['name']?.new)).to.deep.equal(['committed']);
      expect(await db.User.count()).to.equal(1);
    });

    it('lets 50 parallel saves with hooks that query through a pool of 5', async () => {
      const db = await open({ pool: { max: 5, acquire: 5_000 } });
      db.User.addHook('beforeSave', () => db.User.count().then(() => undefined));
      db.User.addHook('afterSave', () => db.User.count().then(() => undefined));
      await Promise.all(Array.from({ length: 50 }, (_, row) => db.User.create({ name: `parallel ${String(row)}` })));
      expect(await db.newEvents()).to.have.length(50);
    });

    it('lets Sequelize retry a write that failed', async () => {
      const db = await open({ retry: { max: 4, match: [/serialize/] } });
      await db.sequelize.query(`CREATE SEQUENCE attempts`);
      await db.sequelize.query(`CREATE FUNCTION fail_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('attempts') <= 2 THEN RAISE 'could not serialize' USING ERRCODE = '40001'; END IF; RETURN NEW;
      END $$; CREATE TRIGGER fail_twice BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION fail_twice()`);
      await db.User.create({ name: 'third time' });
      expect((await db.newEvents()).map(({ action }) => action)).to.deep.equal(['user.create']);
    });

    it('keeps the isolation that the caller asked for, and its failures', async () => {
      const db = await open();
      const user = await db.User.create({ name: 'shared' });
      await db.newEvents();
      const isolationLevel = Transaction.ISOLATION_LEVELS.REPEATABLE_READ;
      const [one, other] = [
        await db.sequelize.transaction({ isolationLevel }),
        await db.sequelize.transaction({ isolationLevel }),
      ];
      const where = { id: user.get('id') as number };
      await db.User.count({ transaction: other });
      await db.User.update({ name: 'one' }, { where, transaction: one });
      await one.commit();
      const late = await db.User.update({ name: 'other' }, { where, transaction: other }).catch(failureOf);
      expect(late).to.equal('SequelizeDatabaseError 40001');
      await other.rollback();
      expect((await db.newEvents()).map(({ changes }) => changes?.['name'])).to.deep.equal([
        { old: 'shared', new: 'one' },
      ]);
    });

    it('takes raw BEGIN and COMMIT on a pool of one connection', async () => {
      const db = await open({ pool: { max: 1 } });
      await db.sequelize.query('BEGIN');
      await db.User.create({ name: 'dropped' });
      await db.sequelize.query('ROLLBACK');
      await db.sequelize.query('BEGIN; SET LOCAL statement_timeout = 10000');
      await db.User.create({ name: 'kept' });
      expect(await db.newEvents()).to.deep.equal([]);
      await db.sequelize.query('COMMIT');
      expect((await db.newEvents()).map(({ changes }) => changes?.['name']?.new)).to.deep.equal(['kept']);
      expect(await db.User.count()).to.equal(1);
      expect(db.failures).to.deep.equal([]);
    });

    it('records nothing of a write that ran out of time', async () => {
      const db = await open({ pool: { max: 1 } });
      await db.sequelize.query('SET statement_timeout = 50');
      const slow = db.sequelize.query(`INSERT INTO users (name, "createdAt", "updatedAt")
        SELECT 'slow', now(), now() FROM pg_sleep(5)`);
      expect(await slow.catch(failureOf)).to.equal('SequelizeDatabaseError 57014');
      await db.User.create({ name: 'next' });
      expect((await db.newEvents()).map(({ changes }) => changes?.['name']?.new)).to.deep.equal(['next']);
    });

    it('never says a secret key', async () => {
      const db = await open();
      const Session = db.sequelize.define('Session', { token: { type: DataTypes.STRING, primaryKey: true }, n: 'int' });
      await Session.sync();
      const row = await Session.create({ token: 's3cret' });
      await row.update({ n: 1 });
      await row.destroy();
      await db.sequelize.query(`INSERT INTO "Sessions" VALUES ('s3cret', 1, now(), now())`);
      const events = await db.newEvents();
      expect(events).to.have.length(4);
      expect(JSON.stringify(events)).to.not.contain('s3cret');
    });

    it('takes the policy of the model whose schema the table is in', async () => {
      const db = await createCaptureDatabase(version, { hooks: { models: { Inner: { fields: { note: 'drop' } } } } });
      opened.push(db);
      await db.sequelize.query('CREATE SCHEMA inner_schema');
      const plain = { timestamps: false, tableName: 'notes' };
      await db.sequelize.define('Outer', { note: DataTypes.STRING }, plain).sync();
      await db.sequelize.define('Inner', { note: DataTypes.STRING }, { ...plain, schema: 'inner_schema' }).sync();
      await db.newEvents();
      await db.sequelize.query(`INSERT INTO inner_schema.notes (note) VALUES ('private')`);
      await db.sequelize.query(`INSERT INTO notes (note) VALUES ('public')`);
      const [inner, outer] = await db.newEvents();
      expect([inner?.resource.type, inner?.changes?.['note']]).to.deep.equal(['Inner', undefined]);
      expect([outer?.resource.type, outer?.changes?.['note']]).to.deep.equal(['Outer', { new: 'public' }]);
    });

    it('notices a changed column type', async () => {
      const db = await open();
      await db.sequelize.query('CREATE TABLE typed (id int PRIMARY KEY, n int)');
      await db.sequelize.query('INSERT INTO typed VALUES (1, 1)');
      await db.sequelize.query('ALTER TABLE typed ALTER n TYPE bigint');
      await db.newEvents();
      await db.sequelize.query('UPDATE typed SET n = 9007199254740993');
      expect((await db.newEvents())[0]?.changes).to.deep.equal({ n: { old: '1', new: '9007199254740993' } });
    });

    it('refuses what it cannot capture before it runs, and reports nothing of what failed', async () => {
      const strict = await createCaptureDatabase(version, { hooks: { onUncaptured: 'throw' } });
      opened.push(strict);
      await strict.User.create({ name: 'kept' });
      const refused = await strict.sequelize
        .query('EXPLAIN ANALYZE DELETE FROM users')
        .catch((error: unknown) => error);
      expect((refused as { code: string }).code).to.equal('WRITE_NOT_CAPTURED');
      expect(await strict.User.count()).to.equal(1);
      const db = await open();
      await db.sequelize.query('EXPLAIN ANALYZE DELETE FROM nosuch').catch(() => undefined);
      expect(db.failures).to.deep.equal([]);
    });

    it('reads and writes through the pools of a replication', async () => {
      const database = await createTestDatabase(version);
      const server = { host: database.socketDirectory, username: database.user, database: database.database };
      await database.drop();
      const db = await open();
      const { database: name } = db.sequelize.config;
      const split = new Sequelize({
        dialect: 'postgres',
        logging: false,
        replication: { read: [{ ...server, database: name }], write: { ...server, database: name } },
      });
      const { registerAuditHooks } = await import('@auditrail/sequelize');
      registerAuditHooks(split, db.audit);
      await split.query(`UPDATE users SET name = 'x'`, { type: QueryTypes.SELECT });
      await split.query(`INSERT INTO users (name, "createdAt", "updatedAt") VALUES ('split', now(), now())`);
      await split.query(`UPDATE users SET name = 'read' RETURNING id`, { type: QueryTypes.SELECT });
      expect((await db.newEvents()).map(({ action }) => action)).to.deep.equal(['users.create', 'users.update']);
      await split.close();
    });
  });
}

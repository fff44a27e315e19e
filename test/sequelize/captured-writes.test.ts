import { expect } from 'chai';
import { DataTypes } from 'sequelize';
import { postgresVersions } from '../postgres-server/test-database.js';
import { changesOf, createCaptureDatabase, type CaptureDatabase } from './capture-database.js';

for (const version of postgresVersions) {
  describe(`registerAuditHooks, what is captured on PostgreSQL ${version}`, () => {
    let db: CaptureDatabase;

    before(async function () {
      this.timeout(60_000);
      db = await createCaptureDatabase(version);
    });
    after(() => db.close());

    /** Runs a write and tells `action id` of each event it left. */
    async function recorded(write: () => Promise<unknown>): Promise<string[]> {
      await db.newEvents();
      await write();
      return (await db.newEvents()).map(({ action, resource }) => `${action} ${resource.id ?? '-'}`);
    }

    it('records a create with every column, redacted', async () => {
      const user = await db.User.create({ name: 'Ada', email: 'ada@x.test', passwordHash: 'h4sh', settings: { a: 1 } });
      const [event, ...more] = await db.newEvents();
      expect(more).to.deep.equal([]);
      expect(event).to.deep.include({
        action: 'user.create',
        outcome: 'success',
        source: 'sequelize',
        resource: { type: 'User', id: String(user.get('id')) },
        redactions: { '/changes/passwordHash': 'drop' },
      });
      expect(changesOf(event)).to.deep.equal({
        id: { new: user.get('id') },
        name: { new: 'Ada' },
        email: { new: 'ada@x.test' },
        visits: { new: 0 },
        settings: { new: { a: 1 } },
      });
      expect(event?.transactionId).to.be.a('string');
    });

    it('records an update with the values of before, also those that the instance does not know', async () => {
      const user = await db.User.create({ name: 'Bob', visits: 1 });
      await db.User.update({ name: 'Robert' }, { where: { id: user.get('id') as number }, hooks: false });
      await db.newEvents();
      await user.update({ name: 'Rob' });
      const [event] = await db.newEvents();
      expect(changesOf(event)).to.deep.equal({ name: { old: 'Robert', new: 'Rob' } });
    });

    it('records a changed password as a change without values', async () => {
      const user = await db.User.create({ passwordHash: 'one' });
      await db.newEvents();
      await user.update({ passwordHash: 'two' }, { silent: true });
      const [event] = await db.newEvents();
      expect(event).to.deep.include({ changes: {}, redactions: { '/changes/passwordHash': 'drop' } });
    });

    it('records nothing for a write that changes nothing', async () => {
      const user = await db.User.create({ name: 'Same' });
      expect(
        await recorded(() =>
          db.User.update({ name: 'Same' }, { where: { id: user.get('id') as number }, silent: true }),
        ),
      ).to.deep.equal([]);
      expect(await recorded(() => db.User.update({ name: 'x' }, { where: { id: -1 } }))).to.deep.equal([]);
    });

    it('records every row of a bulk create, update and destroy, with and without hooks', async () => {
      for (const hooks of [true, false]) {
        const name = `bulk ${String(hooks)}`;
        const rows = await db.User.bulkCreate([{ name }, { name }], { hooks });
        const ids = rows.map((row) => String(row.get('id')));
        const each = (action: string) => ids.map((id) => `user.${action} ${id}`);
        expect((await db.newEvents()).map((event) => `${event.action} ${event.resource.id ?? ''}`)).to.deep.equal(
          each('create'),
        );
        expect(await recorded(() => db.User.update({ visits: 5 }, { where: { name }, hooks }))).to.have.members(
          each('update'),
        );
        expect(await recorded(() => db.User.destroy({ where: { name }, hooks }))).to.have.members(each('delete'));
      }
    });

    it('records what was deleted', async () => {
      const user = await db.User.create({ name: 'Gone' });
      await db.newEvents();
      await user.destroy();
      const [event] = await db.newEvents();
      expect(event?.action).to.equal('user.delete');
      expect(changesOf(event)).to.deep.include({ name: { old: 'Gone' } });
    });

    it('calls a paranoid destroy a delete, and its undoing a restore', async () => {
      const customer = await db.Customer.create({ name: 'Acme' });
      const id = String(customer.get('id'));
      expect(await recorded(() => customer.destroy())).to.deep.equal([`customer.delete ${id}`]);
      expect(await recorded(() => customer.restore())).to.deep.equal([`customer.restore ${id}`]);
      expect(await recorded(() => db.Customer.destroy({ where: { id } }))).to.deep.equal([`customer.delete ${id}`]);
      expect(await recorded(() => customer.destroy({ force: true }))).to.deep.equal([`customer.delete ${id}`]);
    });

    it('records increments, which have no hook', async () => {
      const user = await db.User.create({ visits: 1 });
      await db.newEvents();
      await user.increment('visits', { by: 2 });
      await user.decrement('visits');
      expect((await db.newEvents()).map((event) => changesOf(event)['visits'])).to.deep.equal([
        { old: 1, new: 3 },
        { old: 3, new: 2 },
      ]);
    });

    it('records rows of a join table under a key of both attributes', async () => {
      const user = await db.User.create({});
      const customer = await db.Customer.create({});
      const mixins = customer as typeof customer & {
        addUser(user: unknown): Promise<void>;
        setUsers(users: unknown[]): Promise<void>;
      };
      const key = `{"CustomerId":${String(customer.get('id'))},"UserId":${String(user.get('id'))}}`;
      expect(await recorded(() => mixins.addUser(user))).to.deep.equal([`membership.create ${key}`]);
      expect(await recorded(() => mixins.setUsers([]))).to.deep.equal([`membership.delete ${key}`]);
    });

    it('records findOrCreate when it creates, and only then', async () => {
      const write = () => db.Tag.findOrCreate({ where: { label: 'red' } });
      expect(await recorded(write)).to.deep.equal(['tag.create red']);
      expect(await recorded(write)).to.deep.equal([]);
    });

    it('records single statements of raw SQL, with binds and replacements', async () => {
      const user = await db.User.create({ name: 'raw' });
      const id = String(user.get('id'));
      const update = 'UPDATE users AS u SET name = $1 WHERE u.id = $2 RETURNING name';
      await db.newEvents();
      const [rows] = await db.sequelize.query(update, { bind: ['bound', user.get('id')] });
      expect(rows).to.deep.equal([{ name: 'bound' }]);
      await db.sequelize.query('DELETE FROM users WHERE id = :id; -- done', { replacements: { id: user.get('id') } });
      const events = await db.newEvents();
      expect(events.map(({ action, resource }) => `${action} ${resource.id ?? ''}`)).to.deep.equal([
        `user.update ${id}`,
        `user.delete ${id}`,
      ]);
      expect(changesOf(events[0])).to.deep.equal({ name: { old: 'raw', new: 'bound' } });
    });

    it('names a table without a model by its own name', async () => {
      await db.sequelize.query('CREATE TABLE plain_notes (id int PRIMARY KEY, "text" text)');
      expect(
        await recorded(() => db.sequelize.getQueryInterface().bulkInsert('plain_notes', [{ id: 1 }])),
      ).to.deep.equal(['plain_notes.create 1']);
    });

    it('never takes a table of another schema for the model of the same name', async () => {
      await db.sequelize.query('CREATE SCHEMA elsewhere');
      await db.sequelize.query('CREATE TABLE elsewhere.users (id int PRIMARY KEY, name text)');
      await db.newEvents();
      await db.sequelize.query(`INSERT INTO elsewhere.users VALUES (1, 'x')`);
      expect((await db.newEvents()).map(({ action, resource }) => [action, resource.type])).to.deep.equal([
        ['users.create', 'users'],
      ]);
    });

    it('notices columns that appear while the application runs', async () => {
      await db.sequelize.query('CREATE TABLE grown (id int PRIMARY KEY)');
      await db.sequelize.query('INSERT INTO grown VALUES (1)');
      await db.sequelize.query('ALTER TABLE grown ADD big bigint');
      await db.newEvents();
      await db.sequelize.query('INSERT INTO grown VALUES (2, 1)');
      expect(changesOf((await db.newEvents())[0])).to.deep.equal({ id: { new: 2 }, big: { new: '1' } });
      await db.sequelize.query('UPDATE grown SET big = 9007199254740993 WHERE id = 2');
      expect(changesOf((await db.newEvents())[0])).to.deep.equal({ big: { old: '1', new: '9007199254740993' } });
    });

    it('keeps every type exact', async () => {
      const Sample = db.sequelize.define(
        'Sample',
        {
          small: DataTypes.SMALLINT,
          big: DataTypes.BIGINT,
          amount: DataTypes.DECIMAL(30, 10),
          ratio: DataTypes.DOUBLE,
          at: DataTypes.DATE(6),
          day: DataTypes.DATEONLY,
          bytes: DataTypes.BLOB,
          uuid: DataTypes.UUID,
          numbers: DataTypes.ARRAY(DataTypes.BIGINT),
          range: DataTypes.RANGE(DataTypes.INTEGER),
          flag: DataTypes.BOOLEAN,
          colour: DataTypes.ENUM('red', 'green'),
        },
        { timestamps: false },
      );
      await Sample.sync();
      await db.newEvents();
      await db.sequelize.query(`INSERT INTO "Samples" VALUES (1, 7, 9007199254740993, 12345678901234567890.0123456789,
        0.1, '2026-01-02 03:04:05.123456+00', '2026-01-02', '\\x6869', '00000000-0000-0000-0000-000000000001',
        '{9007199254740993,NULL}', '[1,5)', true, 'green')`);
      expect((await db.newEvents())[0]?.changes).to.deep.equal({
        id: { new: 1 },
        small: { new: 7 },
        big: { new: '9007199254740993' },
        amount: { new: '12345678901234567890.0123456789' },
        ratio: { new: 0.1 },
        at: { new: '2026-01-02T03:04:05.123456+00:00' },
        day: { new: '2026-01-02' },
        bytes: { new: 'aGk=' },
        uuid: { new: '00000000-0000-0000-0000-000000000001' },
        numbers: { new: ['9007199254740993', null] },
        range: { new: '[1,5)' },
        flag: { new: true },
        colour: { new: 'green' },
      });
    });

    it('chains the values of concurrent updates of one row without a break', async () => {
      const user = await db.User.create({ visits: 0 });
      const id = user.get('id') as number;
      await db.newEvents();
      await Promise.all(
        Array.from({ length: 8 }, async (_, writer) => {
          for (let turn = 0; turn < 40; turn += 1) {
            await db.User.update({ visits: writer * 100 + turn + 1 }, { where: { id } });
          }
        }),
      );
      const visits = (await db.newEvents()).map((event) => event.changes?.['visits'] as { old: number; new: number });
      const next = new Map(visits.map((change) => [change.old, change.new]));
      let length = 0;
      for (let at: number | undefined = 0; at !== undefined && length <= 320; at = next.get(at)) length += 1;
      expect([visits.length, length]).to.deep.equal([320, 321]);
    });

    it('says of a write in a form that it does not capture that it ran', async () => {
      const sql = 'EXPLAIN ANALYZE DELETE FROM plain_notes';
      db.failures.length = 0;
      await db.newEvents();
      await db.sequelize.query(sql, { audit: { reason: 'how slow is it?' } });
      await db.sequelize.transaction(async (transaction) => {
        await db.sequelize.query(sql, { transaction });
      });
      const undone = db.sequelize.transaction(async (transaction) => {
        await db.sequelize.query(sql, { transaction });
        throw new Error('never mind');
      });
      await undone.catch(() => undefined);
      const events = await db.newEvents();
      const said = events.map(({ action, outcome, reason }) => [action, outcome, reason]);
      expect(said).to.deep.equal([
        ['auditrail.write.uncaptured', 'attempted', 'how slow is it?'],
        ['auditrail.write.uncaptured', 'attempted', undefined],
      ]);
      expect(events[0]?.resource).to.deep.equal({ type: 'auditrail.statement', name: 'EXPLAIN' });
      expect(events.map(({ transactionId }) => transactionId !== undefined)).to.deep.equal([false, true]);
      expect(db.failures.map(({ code }) => code)).to.deep.equal(Array(3).fill('WRITE_NOT_CAPTURED'));
    });
  });
}

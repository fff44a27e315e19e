import { createAuditTrail } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import { registerAuditHooks } from '@auditrail/sequelize';
import { expect } from 'chai';
import type pg from 'pg';
import { DataTypes, Sequelize, type Model, type ModelStatic } from 'sequelize';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createMigratedDatabase } from '../postgres/audit-database.js';

interface Wire extends NodeJS.EventEmitter {
  readonly stream: { write(data: Uint8Array): boolean };
}

/** Counts how often a connection that has been answered sends again: what goes out before an answer shares its trip. */
function countRoundTrips(client: pg.Client): () => number {
  const { connection } = client as unknown as { readonly connection: Wire };
  let trips = 0;
  let isAnswered = true;
  const write = connection.stream.write.bind(connection.stream);
  connection.stream.write = (data) => {
    if (isAnswered) trips += 1;
    isAnswered = false;
    return write(data);
  };
  connection.on('readyForQuery', () => (isAnswered = true));
  return () => {
    const counted = trips;
    trips = 0;
    return counted;
  };
}

for (const version of postgresVersions) {
  describe(`registerAuditHooks, round trips on PostgreSQL ${version}`, () => {
    let close: () => Promise<void>;
    let sequelize: Sequelize;
    let roundTrips: () => number;
    const model = (name: string) =>
      sequelize.models[name] as ModelStatic<Model<Record<string, unknown>, Record<string, unknown>>>;
    const account = () => model('Account');

    before(async function () {
      this.timeout(60_000);
      const database = await createMigratedDatabase(version);
      const { socketDirectory: host, user: username, database: name } = database;
      sequelize = new Sequelize({
        dialect: 'postgres',
        host,
        username,
        database: name,
        logging: false,
        pool: { max: 1 },
      });
      sequelize.addHook('afterConnect', (connection) => void (roundTrips = countRoundTrips(connection as pg.Client)));
      sequelize.define('Account', { owner: DataTypes.STRING, balance: DataTypes.INTEGER }, { timestamps: false });
      sequelize.define('Secret', { owner: DataTypes.STRING });
      const store = new PostgresAuditStore({ connectionString: database.connectionString });
      const audit = createAuditTrail({ store });
      registerAuditHooks(sequelize, audit, { models: { Secret: { capture: false } } });
      await sequelize.sync();
      for (const name of ['Account', 'Secret']) await model(name).create({ owner: 'warm-up' });
      close = async () => {
        await sequelize.close();
        await audit.close();
        await database.close();
      };
    });
    after(() => close());

    async function tripsOf(work: () => Promise<unknown>): Promise<number> {
      roundTrips();
      await work();
      return roundTrips();
    }

    it('takes two for a write of its own: BEGIN with the write, the events with COMMIT', async () => {
      expect(await tripsOf(() => account().create({ owner: 'Ada' }))).to.equal(2);
      expect(await tripsOf(() => account().update({ balance: 1 }, { where: { owner: 'Ada' } }))).to.equal(2);
      expect(await tripsOf(() => account().destroy({ where: { owner: 'Ada' } }))).to.equal(2);
    });

    it("adds none to a caller's transaction", async () => {
      const trips = await tripsOf(() =>
        sequelize.transaction(async (transaction) => {
          const row = await account().create({ owner: 'Bob' }, { transaction });
          await row.update({ balance: 2 }, { transaction });
          await account().update({ balance: 3 }, { where: { owner: 'Bob' }, transaction });
        }),
      );
      expect(trips).to.equal(5);
    });

    it('adds none to a write that is not captured, and none to reading', async () => {
      expect(await tripsOf(() => model('Secret').create({ owner: 'Ada' }))).to.equal(1);
      expect(await tripsOf(() => account().findAll())).to.equal(1);
    });
  });
}

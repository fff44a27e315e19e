import { Transaction } from 'sequelize';
import type { WritePath } from './write-path.js';

/** Writes that fail, some of them inside a transaction that goes on. */
export const failurePaths: readonly WritePath[] = [
  { name: 'unique violation', run: ({ model }) => model('Item').create({ name: 'x', code: 'c1' }) },
  { name: 'unique violation, update', run: async ({ find }) => (await find('Item', 2)).update({ code: 'c1' }) },
  { name: 'unique violation, bulk', run: ({ model }) => model('Item').bulkCreate([{ name: 'x', code: 'c1' }]) },
  { name: 'foreign key violation', run: ({ model }) => model('Child').create({ name: 'k', ParentId: 77 }) },
  { name: 'foreign key violation, delete', run: async ({ find }) => (await find('Parent', 1)).destroy() },
  { name: 'not null violation', run: ({ model }) => model('Item').create({ n: 1 }, { validate: false }) },
  { name: 'validation', run: ({ model }) => model('Item').create({ name: '' }) },
  {
    name: 'a value of a wrong type',
    run: ({ model }) => model('Item').update({ n: 'x' }, { where: {}, validate: false }),
  },
  { name: 'a number out of range', run: ({ model }) => model('Item').increment('n', { by: 3e9, where: {} }) },
  { name: 'no such table', run: ({ model }) => model('Tag').schema('nowhere').create({ label: 'x' }) },
  {
    name: 'a failure inside a transaction, swallowed',
    run: ({ sequelize, model }) =>
      sequelize.transaction(async (transaction) => {
        await model('Item').create({ name: 'before' }, { transaction });
        await model('Item')
          .create({ name: 'x', code: 'c1' }, { transaction })
          .catch(() => undefined);
        return model('Item').create({ name: 'after' }, { transaction });
      }),
  },
  {
    name: 'a failure inside a savepoint, swallowed',
    run: ({ sequelize, model }) =>
      sequelize.transaction(async (transaction) => {
        await model('Item').create({ name: 'before' }, { transaction });
        await sequelize
          .transaction({ transaction }, (inner) =>
            model('Item').create({ name: 'x', code: 'c1' }, { transaction: inner }),
          )
          .catch(() => undefined);
        return model('Item').create({ name: 'after' }, { transaction });
      }),
  },
  {
    name: 'a serializable transaction',
    run: ({ sequelize, model }) =>
      sequelize.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.SERIALIZABLE }, (transaction) =>
        model('Item').increment('n', { where: {}, transaction }),
      ),
  },
  {
    name: 'a parameter that the driver refuses inside a transaction, swallowed',
    run: ({ sequelize, model }) =>
      sequelize.transaction(async (transaction) => {
        await model('Item').create({ name: 'before' }, { transaction });
        const circular: Record<string, unknown> = {};
        circular['self'] = circular;
        return sequelize.query('SELECT $1', { bind: [circular], transaction }).catch((error: unknown) => error);
      }),
  },
  {
    name: 'a raw COMMIT, and a write behind it',
    run: async ({ sequelize, model }) => {
      const transaction = await sequelize.transaction();
      await model('Item').create({ name: 'in' }, { transaction });
      await sequelize.query('COMMIT', { transaction });
      await model('Item').create({ name: 'behind' }, { transaction });
      await transaction.rollback();
    },
  },
  {
    name: 'COMMIT AND CHAIN',
    run: async ({ sequelize, model }) => {
      const transaction = await sequelize.transaction();
      await model('Item').create({ name: 'kept' }, { transaction });
      await sequelize.query('COMMIT AND CHAIN', { transaction });
      await model('Item').create({ name: 'lost' }, { transaction });
      await transaction.rollback();
    },
  },
  {
    name: 'BEGIN and COMMIT in texts of several statements',
    run: async ({ sequelize, model }) => {
      const transaction = await sequelize.transaction();
      await model('Item').create({ name: 'kept' }, { transaction });
      await sequelize.query('SELECT 1; COMMIT; BEGIN; SELECT 2', { transaction });
      await model('Item').create({ name: 'lost' }, { transaction });
      await sequelize.query('SELECT 1; ROLLBACK', { transaction });
      await model('Item').create({ name: 'alone' }, { transaction });
      await transaction.rollback();
    },
  },
];

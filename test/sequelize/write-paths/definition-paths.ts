import { DataTypes } from 'sequelize';
import type { WritePath } from './write-path.js';

/** Calls that make or remove tables, and a TRUNCATE that is refused. */
export const definitionPaths: readonly WritePath[] = [
  { name: 'a refused TRUNCATE', run: ({ sequelize }) => sequelize.query('TRUNCATE parents') },
  {
    name: 'sync, alter and drop',
    run: async ({ sequelize }) => {
      const Late = sequelize.define(
        'Late',
        { name: DataTypes.STRING },
        { timestamps: false, indexes: [{ fields: ['name'] }] },
      );
      await Late.sync({ force: true });
      await Late.create({ name: 'a' });
      await Late.sync({ force: true });
      await Late.create({ name: 'b' });
      await Late.sync({ alter: true });
      const found = await sequelize.getQueryInterface().describeTable('Lates');
      const indexes = await sequelize.getQueryInterface().showIndex('Lates');
      await Late.drop();
      sequelize.modelManager.removeModel(Late);
      return [found, indexes];
    },
  },
  {
    name: 'queryInterface, tables and columns',
    run: async ({ sequelize }) => {
      const query = sequelize.getQueryInterface();
      await query.createTable('made', { id: { type: DataTypes.INTEGER, primaryKey: true } });
      await query.addColumn('made', 'n', { type: DataTypes.INTEGER });
      await query.bulkInsert('made', [{ id: 1, n: 1 }]);
      await query.renameColumn('made', 'n', 'm');
      await query.bulkUpdate('made', { m: 2 }, { id: 1 });
      await query.removeColumn('made', 'm');
      const tables = await query.showAllTables();
      await query.dropTable('made');
      return tables.sort();
    },
  },
];

import { type QueryOptions } from 'sequelize';
import { reportedBefore18, type WritePath } from './write-path.js';

function raw(sql: string, options: QueryOptions = {}): WritePath {
  return { name: sql, run: ({ sequelize }) => sequelize.query(sql, options) };
}

/** Rows that foreign keys change by themselves, and tables that are emptied. */
export const cascadePaths: readonly WritePath[] = [
  raw('DELETE FROM roots WHERE id = 1'),
  raw('DELETE FROM roots r WHERE r.id = $1 RETURNING r.code', { bind: [2] }),
  raw('DELETE FROM roots WHERE id IN (1, 9)'),
  raw('DELETE FROM roots USING homes h WHERE h.root_id = roots.id AND h.id = 3'),
  raw('WITH gone AS (SELECT 2 AS id) DELETE FROM roots WHERE id IN (SELECT id FROM gone)'),
  raw('DELETE FROM roots WHERE id = -1'),
  raw('DELETE FROM branches WHERE id = 10'),
  raw('DELETE FROM leaves WHERE branch_id = 10'),
  raw('DELETE FROM trees WHERE id = 3'),
  raw('DELETE FROM trees'),
  raw('UPDATE roots SET id = 100 WHERE id = 1'),
  raw('UPDATE roots SET id = id + 100, n = 0 WHERE id < 9 RETURNING id'),
  raw(`UPDATE roots SET code = code || 'x' WHERE id IN (1, 2)`),
  raw('UPDATE roots SET id = id'),
  raw('UPDATE roots SET n = n + 1'),
  raw('UPDATE branches SET id = 12 WHERE id = 10'),
  raw('UPDATE leaves SET n = 7 WHERE branch_id = 10 AND n = 1'),
  raw('DELETE FROM roots WHERE nosuch = 1'),
  raw('DELETE FROM roots WHERE'),
  raw('DELETE FROM roots WHERE id = $1', { bind: ['no number'] }),
  reportedBefore18({
    ...raw('MERGE INTO roots USING (SELECT 1 AS id) s ON s.id = roots.id WHEN MATCHED THEN DELETE'),
    isReported: true,
  }),
  {
    name: 'cascades in a transaction and a savepoint',
    run: ({ sequelize }) =>
      sequelize.transaction(async (transaction) => {
        await sequelize.query('DELETE FROM branches WHERE id = 11', { transaction });
        await sequelize
          .transaction({ transaction }, async (inner) => {
            await sequelize.query('DELETE FROM roots WHERE id = 2', { transaction: inner });
            throw new Error('no');
          })
          .catch(() => undefined);
        await sequelize.query('UPDATE roots SET id = 5 WHERE id = 1', { transaction });
      }),
  },
  raw('TRUNCATE fruit'),
  raw('TRUNCATE TABLE ONLY fruit, public."homes" RESTART IDENTITY'),
  raw('TRUNCATE roots CASCADE'),
  raw('TRUNCATE leaves, fruit; SELECT 1 AS one'),
  raw('TRUNCATE roots'),
  raw('TRUNCATE nosuch'),
  { name: 'Model.truncate', run: ({ model }) => model('Doc').truncate() },
  {
    name: 'Model.truncate, cascade',
    run: ({ model }) => model('Tag').truncate({ cascade: true, restartIdentity: true }),
  },
  { name: 'Model.destroy, truncate', run: ({ model }) => model('Loose').destroy({ truncate: true }) },
  { name: 'sequelize.truncate', run: ({ sequelize }) => sequelize.truncate({ cascade: true }) },
  {
    name: 'queryInterface.bulkDelete, truncate',
    run: ({ sequelize }) => sequelize.getQueryInterface().bulkDelete('pairs', {}, { truncate: true } as QueryOptions),
  },
];

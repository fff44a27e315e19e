import { reportedBefore18, type WritePath } from './write-path.js';

function raw(sql: string): WritePath {
  return { name: sql, run: ({ sequelize }) => sequelize.query(sql) };
}

/** Names that are SQL words, and relations that are no plain tables. */
export const oddPaths: readonly WritePath[] = [
  {
    name: 'a model of the table "old"',
    run: async ({ model, find }) => {
      await model('Old').create({ id: 3, old: '1', new: '2', returning: '3', where: '4' });
      await model('Old').update({ old: 'a', where: 'b' }, { where: { id: [1, 2], returning: 'r' }, returning: true });
      return (await find('Old', 1)).destroy();
    },
  },
  {
    name: 'a model of the table "new"',
    run: async ({ model, find }) => {
      await model('New').bulkCreate([{ id: 3, new: '1' }]);
      await (await find('New', 1)).update({ new: 'x' });
      return model('New').destroy({ where: { new: ['x', '1'] } });
    },
  },
  { name: 'upsert into "old"', run: ({ model }) => model('Old').upsert({ id: 1, old: 'up' }) },
  raw('UPDATE items AS old SET n = 9 WHERE old.id = 1 RETURNING old.n'),
  raw('UPDATE items AS "returning" SET n = 9 WHERE "returning".id = 1 RETURNING "returning".n'),
  raw('UPDATE items "where" SET n = 9 WHERE "where".id = 1'),
  raw('DELETE FROM items AS "new" WHERE "new".id = 3 RETURNING "new".*'),
  raw(`INSERT INTO "old" AS "new" (id, "old") VALUES (7, 'x') RETURNING "new"."old"`),
  raw('UPDATE items SET n = old.id FROM "old" WHERE old.id = items.id RETURNING old."old"'),
  raw('DELETE FROM items USING "new" WHERE "new".id + 2 = items.id RETURNING "new"."new"'),
  {
    name: 'a table with a column of its own name',
    run: async ({ model, find }) => {
      await model('Named').create({ users: 2, name: 'x' });
      await (await find('Named', 1)).update({ name: 'y' });
      return model('Named').destroy({ where: {} });
    },
  },
  {
    name: 'partitioned',
    run: async ({ model, find }) => {
      await model('Measure').bulkCreate([
        { id: 3, n: 1 },
        { id: 103, n: 1 },
      ]);
      await model('Measure').update({ n: 8 }, { where: { n: [1, 3] } });
      return (await find('Measure', 101)).destroy();
    },
  },
  {
    name: 'partitioned, upsert',
    run: async ({ model }) => {
      await model('Measure').upsert({ id: 1, n: 9 });
      return model('Measure').upsert({ id: 101, n: 9 });
    },
  },
  {
    name: 'an updatable view',
    run: async ({ model, find }) => {
      await model('Few').create({ id: 3, n: 3 });
      await (await find('Few', 1)).update({ n: 4 });
      return (await find('Few', 2)).destroy();
    },
  },
  reportedBefore18({ name: 'an updatable view, upsert', run: ({ model }) => model('Few').upsert({ id: 1, n: 9 }) }),
  reportedBefore18({
    name: 'a view with an INSTEAD OF trigger',
    run: async ({ find }) => (await find('Sum', 1)).update({ n: 4 }),
  }),
  { ...raw('INSERT INTO ruled VALUES (1, 1), (2, 200)'), isReported: true },
];

import { QueryTypes, type QueryOptions } from 'sequelize';
import { reportedBefore18, type WritePath } from './write-path.js';

function raw(sql: string, options: QueryOptions = {}, name = sql): WritePath {
  return { name, run: ({ sequelize }) => sequelize.query(sql, options) };
}

const insert = `INSERT INTO items (name, n) VALUES ('raw', 5)`;
const update = `UPDATE items SET n = n + 1 WHERE id = 1`;
const remove = `DELETE FROM items WHERE id = 3`;
const types = Object.entries(QueryTypes).filter(([name]) => !name.startsWith('SHOW') && name !== 'DESCRIBE');

function inType(type: string): readonly WritePath[] {
  return [insert, update, remove].flatMap((sql) =>
    [sql, `${sql} RETURNING *`].map((text) => raw(text, { type }, `${type}: ${text}`)),
  );
}

/** Texts that an application sends itself, and the methods of the QueryInterface. */
export const rawPaths: readonly WritePath[] = [
  ...types.flatMap(([, type]) => inType(type)),
  raw(update, { plain: true }, 'plain'),
  raw(`${update} RETURNING id, n AS "a.b"`, { nest: true }, 'nest'),
  raw('UPDATE items SET n = :n WHERE name = :name', { replacements: { n: 4, name: 'one' } }),
  raw('UPDATE items SET n = ? WHERE id IN (?)', { replacements: [4, [1, 2]] }),
  raw('UPDATE items SET n = $2, name = $3 WHERE id = $1', { bind: [1, 6, 'b'] }),
  raw('UPDATE items SET n = $n WHERE id = $id RETURNING *', { bind: { id: 1, n: 6 } }),
  raw('UPDATE items AS i SET n = 6 WHERE i.id = 1 RETURNING i.*, i.n + 1 AS more;'),
  raw('UPDATE ONLY items i SET n = 6 WHERE i.id < 3'),
  raw('UPDATE ONLY (items) SET n = 6 WHERE id < 3'),
  raw('UPDATE items * SET n = 6'),
  raw(`UPDATE items SET (n, name) = (7, 'seven') WHERE id = 2 -- RETURNING nothing`),
  raw(`UPDATE items SET name = 'WHERE; RETURNING' /* SET */ WHERE id = 2`),
  raw('DELETE FROM items i WHERE i.id = 3 RETURNING i.id AS "auditrail"'),
  raw('DELETE FROM ONLY (items) WHERE id = 3'),
  raw(`INSERT INTO items AS i (name) VALUES ('x') RETURNING i.id`),
  raw('INSERT INTO public.loose DEFAULT VALUES'),
  raw('INSERT INTO items (name, n) SELECT name, n + 1 FROM items WHERE id < 3'),
  raw(`INSERT INTO items (name, code) VALUES ('dup', 'c1') ON CONFLICT DO NOTHING`),
  raw(`INSERT INTO items AS i (name, code) VALUES ('dup', 'c1') ON CONFLICT (code) DO UPDATE SET n = i.n + 1`),
  raw(`INSERT INTO items (name, code) VALUES ('up', 'up') ON CONFLICT (code) DO UPDATE SET n = 0 RETURNING id`),
  raw('UPDATE items i SET n = t.id FROM tags t WHERE t.id = i.id RETURNING i.id, t.label'),
  raw('DELETE FROM children c USING parents p WHERE c."ParentId" = p.id AND p.id = 1 RETURNING c.*, p.name AS parent'),
  raw('WITH few AS (SELECT 1 AS id) UPDATE items SET n = 0 WHERE id IN (SELECT id FROM few)'),
  raw(`WITH src AS (SELECT 'cte' AS name) INSERT INTO items (name) SELECT name FROM src RETURNING id`),
  raw('WITH few AS (SELECT 3 AS id) DELETE FROM items USING few WHERE few.id = items.id'),
  { ...raw('WITH gone AS (DELETE FROM tags WHERE id = 2 RETURNING *) SELECT * FROM gone'), isReported: true },
  reportedBefore18(
    raw('MERGE INTO tags USING (SELECT 1 AS id) s ON s.id = tags.id WHEN MATCHED THEN UPDATE SET label = $$m$$'),
  ),
  reportedBefore18(
    raw(`MERGE INTO tags t USING (VALUES (2, 'x'), (9, 'new')) s (id, label) ON s.id = t.id
         WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id, label) VALUES (s.id, s.label)`),
  ),
  raw('UPDATE items SET n = 1; UPDATE items SET n = 2 WHERE id = 1'),
  raw('SELECT 1 AS one; DELETE FROM items WHERE id = 3 RETURNING id; SELECT 2 AS two;'),
  raw('BEGIN; UPDATE items SET n = 7; COMMIT'),
  raw('BEGIN; UPDATE items SET n = 7; ROLLBACK'),
  raw(`INSERT INTO tags (label) VALUES ('kept by nobody'); INSERT INTO items (name) VALUES (NULL)`),
  raw(`UPDATE tags SET label = 'ä'; UPDATE items SET nosuch = 1`),
  raw('UPDATE tags SET label = label; DELETE FROM items WHERE id = $1', { bind: [1] }),
  raw('UPDATE pairs SET a = a + 10, b = b + 1 WHERE a = 1 OR b = 2'),
  raw('UPDATE loose SET n = 5 WHERE n = 1 OR n = 2 RETURNING *'),
  raw('UPDATE items i SET n = t.id FROM tags t WHERE t.id = i.id OR t.id = 0 RETURNING *'),
  raw('UPDATE ONLY pairs SET a = 7'),
  raw('UPDATE pairs SET a = $2 WHERE b = $1', { bind: [1, 20] }),
  {
    ...raw(
      'EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off, BUFFERS off) UPDATE tags SET label = $$x$$ WHERE id = 1',
    ),
    isReported: true,
  },
  { ...raw('UPDATE U&"tags" SET label = $$x$$ WHERE id = 1'), isReported: true },
  raw('EXPLAIN (COSTS off) UPDATE tags SET label = $$x$$'),
  raw('SELECT 1 AS "update"; SELECT 2'),
  raw('SELECT * FROM items ORDER BY id FOR UPDATE'),
  raw('UPDATE items SET n ='),
  raw('UPDATE items SET nosuch = 1 WHERE id = 1'),
  raw('UPDATE items SET n = 1 WHERE nosuch = 1'),
  raw(`UPDATE items SET name = 'ä', n = $1 WHERE id = $2 AND nosuch = $1`, { bind: [1, 2] }),
  raw('UPDATE pairs SET a = 1 WHERE nosuch = 1 RETURNING a, nosuch'),
  raw('UPDATE items SET n = 1 RETURNING nosuch'),
  raw('UPDATE items SET n = 1 / 0'),
  raw('UPDATE nosuch SET n = 1'),
  raw('INSERT INTO items (name) VALUES'),
  raw('INSERT INTO items'),
  raw('INSERT INTO items (name) VALUES (NULL) RETURNING id'),
  raw('DELETE FROM parents WHERE id = 1'),
  raw('DELETE FROM items WHERE'),
  raw('DELETE FROM parents WHERE id = $1', { bind: ['no number'] }, 'a wrong parameter'),
  {
    name: 'queryInterface.bulkInsert',
    run: ({ sequelize }) => sequelize.getQueryInterface().bulkInsert('tags', [{ label: 'q1' }, { label: 'q2' }]),
  },
  {
    name: 'queryInterface.bulkInsert, returning',
    run: ({ sequelize }) =>
      sequelize.getQueryInterface().bulkInsert('tags', [{ label: 'q' }], { returning: true } as QueryOptions),
  },
  {
    name: 'queryInterface.bulkUpdate',
    run: ({ sequelize }) => sequelize.getQueryInterface().bulkUpdate('tags', { label: 'q' }, { id: [1, 2] }),
  },
  {
    name: 'queryInterface.bulkDelete',
    run: ({ sequelize }) => sequelize.getQueryInterface().bulkDelete('children', { name: 'k1' }, {}),
  },
  {
    name: 'queryInterface.insert',
    run: ({ sequelize }) => sequelize.getQueryInterface().insert(null, 'tags', { label: 'qi' }),
  },
];

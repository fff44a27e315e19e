import { literal, Op } from 'sequelize';
import type { WritePath } from './write-path.js';

/** Creating, changing and deleting by models and instances. */
export const modelPaths: readonly WritePath[] = [
  { name: 'create', run: ({ model }) => model('Item').create({ name: 'x', code: 'x', js: { a: 1.5 }, big: '123' }) },
  { name: 'create, returning false', run: ({ model }) => model('Item').create({ name: 'x' }, { returning: false }) },
  { name: 'create, some columns', run: ({ model }) => model('Item').create({ name: 'x' }, { returning: ['id'] }) },
  { name: 'create, fields', run: ({ model }) => model('Item').create({ name: 'x', n: 4 }, { fields: ['name'] }) },
  { name: 'create, hooks false', run: ({ model }) => model('Item').create({ name: 'x' }, { hooks: false }) },
  { name: 'create, raw', run: ({ model }) => model('Item').create({ name: 'x' }, { raw: true }) },
  { name: 'create, literal', run: ({ model }) => model('Item').create({ name: 'x', n: literal('1 + 1') }) },
  { name: 'save, new', run: ({ model }) => model('Item').build({ name: 'built' }).save() },
  {
    name: 'save, dirty',
    run: async ({ find }) => (await find('Item', 1)).set({ name: 'dirty', displayName: 'D', n: 9 }).save(),
  },
  { name: 'save, clean', run: async ({ find }) => (await find('Item', 1)).save() },
  { name: 'save, set to the same', run: async ({ find }) => (await find('Item', 1)).set('n', '1').save() },
  {
    name: 'save, fields',
    run: async ({ find }) => (await find('Item', 1)).set({ name: 'f', n: 9 }).save({ fields: ['name'] }),
  },
  { name: 'instance.update', run: async ({ find }) => (await find('Item', 2)).update({ name: 'u', js: { b: [1] } }) },
  {
    name: 'instance.update, partly loaded',
    run: async ({ model }) => (await model('Item').findOne({ attributes: ['id'], where: { id: 1 } }))?.update({ n: 7 }),
  },
  {
    name: 'instance.update, row gone',
    run: async ({ model }) => model('Item').build({ id: 99 }, { isNewRecord: false }).update({ name: 'gone' }),
  },
  {
    name: 'instance.update, returning',
    run: async ({ find }) => (await find('Item', 2)).update({ n: 5 }, { returning: true }),
  },
  { name: 'JSONB path, instance', run: async ({ find }) => (await find('Item', 1)).set('js.a.b', 9).save() },
  { name: 'JSONB path, model', run: ({ model }) => model('Item').update({ 'js.a.c': 7 }, { where: { id: 1 } }) },
  { name: 'Model.update', run: ({ model }) => model('Item').update({ name: 'all' }, { where: { n: 1 } }) },
  { name: 'Model.update, no row', run: ({ model }) => model('Item').update({ name: 'all' }, { where: { n: -1 } }) },
  {
    name: 'Model.update, returning',
    run: ({ model }) => model('Item').update({ displayName: 'all' }, { where: { n: 1 }, returning: true }),
  },
  {
    name: 'Model.update, returning columns',
    run: ({ model }) => model('Item').update({ n: 2 }, { where: { n: 1 }, returning: ['displayName'] }),
  },
  {
    name: 'Model.update, individual hooks',
    run: ({ model }) => model('Item').update({ name: 'each' }, { where: { n: 1 }, individualHooks: true }),
  },
  {
    name: 'Model.update, literal',
    run: ({ model }) => model('Item').update({ n: literal('n + 10') }, { where: { name: { [Op.like]: 't%' } } }),
  },
  { name: 'Model.update, limit', run: ({ model }) => model('Item').update({ n: 8 }, { where: {}, limit: 1 }) },
  {
    name: 'Model.update of one key',
    run: ({ model }) => model('Tag').update({ id: 77 }, { where: { label: 'blue' } }),
  },
  {
    name: 'Model.update of several keys',
    run: ({ model }) => model('Pair').update({ b: literal('b + 10') }, { where: { a: 1 } }),
  },
  { name: 'scope update', run: ({ model }) => model('Item').scope('ones').update({ name: 'scoped' }, { where: {} }) },
  { name: 'instance.increment', run: async ({ find }) => (await find('Item', 1)).increment('n', { by: 2 }) },
  { name: 'instance.decrement', run: async ({ find }) => (await find('Item', 1)).decrement({ n: 1, big: 3 }) },
  { name: 'Model.increment', run: ({ model }) => model('Item').increment('n', { where: { n: 1 } }) },
  { name: 'Model.decrement', run: ({ model }) => model('Item').decrement({ n: 2 }, { where: { n: 3 } }) },
  { name: 'instance.destroy', run: async ({ find }) => (await find('Item', 3)).destroy() },
  { name: 'Model.destroy', run: ({ model }) => model('Item').destroy({ where: { id: [2, 3] } }) },
  {
    name: 'Model.destroy, individual hooks',
    run: ({ model }) => model('Item').destroy({ where: { id: [2, 3] }, individualHooks: true }),
  },
  { name: 'Model.destroy, limit', run: ({ model }) => model('Child').destroy({ where: {}, limit: 1 }) },
  { name: 'Model.destroy, no row', run: ({ model }) => model('Child').destroy({ where: { id: -1 } }) },
  { name: 'composite key, create', run: ({ model }) => model('Pair').create({ a: 5, b: 6, v: 'new' }) },
  {
    name: 'composite key, update',
    run: async ({ model }) => (await model('Pair').findOne({ where: { a: 1, b: 2 } }))?.update({ v: 'changed' }),
  },
  {
    name: 'composite key, destroy',
    run: async ({ model }) => (await model('Pair').findOne({ where: { a: 1, b: 2 } }))?.destroy(),
  },
  { name: 'keyless, create', run: ({ model }) => model('Loose').create({ name: 'l3' }) },
  { name: 'keyless, update of one row', run: ({ model }) => model('Loose').update({ n: 9 }, { where: { n: 1 } }) },
  { name: 'keyless, update', run: ({ model }) => model('Loose').update({ n: 9 }, { where: {} }) },
  { name: 'keyless, destroy', run: ({ model }) => model('Loose').destroy({ where: { n: 2 } }) },
  { name: 'version, save', run: async ({ find }) => (await find('Doc', 1)).update({ title: 'v' }) },
  {
    name: 'version, stale save',
    run: async ({ find }) => {
      const [one, other] = [await find('Doc', 1), await find('Doc', 1)];
      await one.update({ title: 'v' });
      await other.update({ title: 'w' });
    },
  },
  { name: 'version, Model.update', run: ({ model }) => model('Doc').update({ n: 1 }, { where: {} }) },
  { name: 'version, increment', run: async ({ find }) => (await find('Doc', 1)).increment('n') },
  { name: 'schema, create', run: ({ model }) => model('Thing').create({ name: 't3' }) },
  { name: 'schema, update', run: ({ model }) => model('Thing').update({ n: 3 }, { where: {} }) },
  { name: 'schema, destroy', run: async ({ find }) => (await find('Thing', 1)).destroy() },
  { name: 'schema, increment', run: ({ model }) => model('Thing').increment('n', { where: {} }) },
  {
    name: 'Model.schema',
    schema: 'other',
    run: async ({ model }) => {
      const row = await model('Item').schema('other').create({ name: 'elsewhere' });
      return row.update({ displayName: 'there' });
    },
  },
  {
    name: 'paranoid, destroy and restore',
    run: async ({ find }) => {
      const row = await find('Person', 1);
      await row.destroy();
      await row.restore();
      return row;
    },
  },
  {
    name: 'paranoid, destroy with a dirty field',
    run: async ({ find }) => (await find('Person', 1)).set('name', 'dirty').destroy(),
  },
  { name: 'paranoid, Model.destroy', run: ({ model }) => model('Person').destroy({ where: {} }) },
  {
    name: 'paranoid, Model.destroy, individual hooks',
    run: ({ model }) => model('Person').destroy({ where: {}, individualHooks: true }),
  },
  { name: 'paranoid, force', run: ({ model }) => model('Person').destroy({ where: {}, force: true }) },
  { name: 'paranoid, Model.restore', run: ({ model }) => model('Person').restore({ where: {} }) },
  {
    name: 'generated column',
    run: async ({ model, find }) => {
      await model('Generated').create({ id: 2, n: 2 }, { fields: ['id', 'n'] });
      return (await find('Generated', 1)).update({ n: 5 }, { returning: true });
    },
  },
  {
    name: 'BEFORE trigger',
    run: async ({ model, find }) => {
      await model('Triggered').create({ id: 2, name: 'b' });
      return (await find('Triggered', 1)).update({ name: 'c' });
    },
  },
];

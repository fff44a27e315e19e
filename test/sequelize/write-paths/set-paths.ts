import { callMixin, type WritePath } from './write-path.js';

const two = [
  { name: 'b1', code: 'b1' },
  { name: 'b2', code: 'b2' },
];
const oneKnown = [
  { name: 'known', code: 'c1' },
  { name: 'fresh', code: 'fresh' },
];

/** Bulk creates, upserts, finding or creating, and what associations write. */
export const setPaths: readonly WritePath[] = [
  { name: 'bulkCreate', run: ({ model }) => model('Item').bulkCreate(two) },
  { name: 'bulkCreate, returning', run: ({ model }) => model('Item').bulkCreate(two, { returning: true }) },
  { name: 'bulkCreate, returning false', run: ({ model }) => model('Item').bulkCreate(two, { returning: false }) },
  { name: 'bulkCreate, columns', run: ({ model }) => model('Item').bulkCreate(two, { returning: ['id', 'code'] }) },
  { name: 'bulkCreate, hooks false', run: ({ model }) => model('Item').bulkCreate(two, { hooks: false }) },
  { name: 'bulkCreate, validate', run: ({ model }) => model('Item').bulkCreate([{ name: '' }], { validate: true }) },
  { name: 'bulkCreate, none', run: ({ model }) => model('Item').bulkCreate([]) },
  {
    name: 'bulkCreate, individual hooks',
    run: ({ model }) => model('Item').bulkCreate(two, { individualHooks: true }),
  },
  {
    name: 'bulkCreate, ignoreDuplicates',
    run: ({ model }) => model('Item').bulkCreate(oneKnown, { ignoreDuplicates: true }),
  },
  {
    name: 'bulkCreate, updateOnDuplicate',
    run: ({ model }) =>
      model('Item').bulkCreate(oneKnown, { updateOnDuplicate: ['name'], conflictAttributes: ['code'] }),
  },
  {
    name: 'bulkCreate, updateOnDuplicate, all new',
    run: ({ model }) => model('Item').bulkCreate(two, { updateOnDuplicate: ['name'], conflictAttributes: ['code'] }),
  },
  {
    name: 'bulkCreate, include',
    run: ({ model }) =>
      model('Parent').bulkCreate([{ name: 'p', Children: [{ name: 'k' }] }], { include: [model('Child')] }),
  },
  { name: 'upsert, insert', run: ({ model }) => model('Item').upsert({ id: 50, name: 'up', code: 'up' }) },
  { name: 'upsert, update', run: ({ model }) => model('Item').upsert({ id: 1, name: 'up' }) },
  {
    name: 'upsert, returning false',
    run: ({ model }) => model('Item').upsert({ id: 60, name: 'up' }, { returning: false }),
  },
  {
    name: 'upsert, conflict fields',
    run: ({ model }) => model('Item').upsert({ name: 'up', code: 'c2' }, { conflictFields: ['code'] }),
  },
  {
    name: 'findOrCreate, create',
    run: ({ model }) => model('Item').findOrCreate({ where: { code: 'foc' }, defaults: { name: "it's $func$" } }),
  },
  { name: 'findOrCreate, find', run: ({ model }) => model('Item').findOrCreate({ where: { code: 'c1' } }) },
  {
    name: 'findOrCreate, violation elsewhere',
    run: ({ model }) => model('Item').findOrCreate({ where: { name: 'q' }, defaults: { code: 'c1' } }),
  },
  {
    name: 'findOrCreate, in a transaction',
    run: ({ model, sequelize }) =>
      sequelize.transaction((transaction) =>
        model('Item').findOrCreate({ where: { code: 'foc' }, defaults: { name: 'foc' }, transaction }),
      ),
  },
  {
    name: 'findOrCreate, schema',
    run: ({ model }) => model('Thing').findOrCreate({ where: { name: 'foc' }, defaults: { n: 4 } }),
  },
  {
    name: 'findCreateFind',
    run: ({ model }) => model('Item').findCreateFind({ where: { code: 'fcf' }, defaults: { name: 'fcf' } }),
  },
  {
    name: 'findCreateFind, found by violation',
    run: ({ model }) => model('Item').findCreateFind({ where: { code: 'c1', name: 'zz' }, defaults: { n: 1 } }),
  },
  {
    name: 'create with include',
    run: ({ model }) =>
      model('Parent').create(
        { name: 'p', Children: [{ name: 'k4' }, { name: 'k5' }], Profile: { name: 'f2' } },
        { include: [model('Child'), model('Profile')] },
      ),
  },
  {
    name: 'create with include, many to many',
    run: ({ model }) =>
      model('Item').create({ name: 'x', Tags: [{ label: 'g' }, { label: 'h' }] }, { include: [model('Tag')] }),
  },
  {
    name: 'create with include, belongsTo',
    run: ({ model }) => model('Child').create({ name: 'k', Parent: { name: 'p' } }, { include: [model('Parent')] }),
  },
  { name: 'belongsToMany add', run: async ({ find }) => callMixin(await find('Item', 2), 'addTags', [1, 2]) },
  {
    name: 'belongsToMany add, through values of a known pair',
    run: async ({ find }) =>
      callMixin(await find('Item', 1), 'addTag', await find('Tag', 1), { through: { weight: 9 } }),
  },
  { name: 'belongsToMany set', run: async ({ find }) => callMixin(await find('Item', 1), 'setTags', [2]) },
  { name: 'belongsToMany remove', run: async ({ find }) => callMixin(await find('Item', 1), 'removeTag', 1) },
  {
    name: 'belongsToMany create',
    run: async ({ find }) =>
      callMixin(await find('Item', 1), 'createTag', { label: 'new' }, { through: { weight: 1 } }),
  },
  { name: 'hasMany add', run: async ({ find }) => callMixin(await find('Parent', 2), 'addChildren', [3]) },
  { name: 'hasMany set', run: async ({ find }) => callMixin(await find('Parent', 1), 'setChildren', [2, 3]) },
  { name: 'hasMany remove', run: async ({ find }) => callMixin(await find('Parent', 1), 'removeChildren', [1]) },
  { name: 'hasMany create', run: async ({ find }) => callMixin(await find('Parent', 1), 'createChild', { name: 'k' }) },
  {
    name: 'hasOne set',
    run: async ({ find }) => callMixin(await find('Parent', 1), 'setProfile', await find('Profile', 1)),
  },
  {
    name: 'hasOne create',
    run: async ({ find }) => callMixin(await find('Parent', 1), 'createProfile', { name: 'f' }),
  },
  { name: 'belongsTo set', run: async ({ find }) => callMixin(await find('Child', 3), 'setParent', 2) },
  {
    name: 'belongsTo create',
    run: async ({ find }) => callMixin(await find('Child', 3), 'createParent', { name: 'p' }),
  },
];

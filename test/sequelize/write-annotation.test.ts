import { createAuditTrail, isAuditError, MemoryAuditStore } from '@auditrail/core';
import { registerAuditHooks, type WriteAnnotation } from '@auditrail/sequelize';
import { expect } from 'chai';
import { QueryTypes, type QueryOptions } from 'sequelize';
import { postgresVersions } from '../postgres-server/test-database.js';
import { callMixin } from './write-paths/write-path.js';
import { createWriteDatabase, type WriteDatabase, type WriteWorld } from './write-world.js';

const audit: WriteAnnotation = { reason: 'asked', subject: { type: 'customer', id: 7 }, metadata: { ticket: 't-1' } };

type Calls = Readonly<Record<string, (world: WriteWorld) => Promise<unknown>>>;

/** Every method that writes, each with an annotation. */
const calls: Calls = {
  create: ({ model }) => model('Item').create({ name: 'x' }, { audit }),
  'create with include': ({ model }) =>
    model('Parent').create(
      { name: 'p', Children: [{ name: 'k' }] },
      { include: [{ model: model('Child'), audit }], audit },
    ),
  'create with include, belongsTo': ({ model }) =>
    model('Child').create(
      { name: 'k', Parent: { name: 'p' } },
      { include: [{ model: model('Parent'), audit }], audit },
    ),
  'create with include, many to many': ({ model }) =>
    model('Item').create({ name: 'x', Tags: [{ label: 'g' }] }, { include: [{ model: model('Tag'), audit }], audit }),
  save: async ({ find }) => (await find('Item', 1)).set('name', 's').save({ audit }),
  'instance.update': async ({ find }) => (await find('Item', 1)).update({ name: 'u' }, { audit }),
  'instance.increment': async ({ find }) => (await find('Item', 1)).increment('n', { audit }),
  'instance.decrement': async ({ find }) => (await find('Item', 1)).decrement('n', { audit }),
  'instance.destroy': async ({ find }) => (await find('Item', 3)).destroy({ audit }),
  'instance.destroy, paranoid': async ({ find }) => (await find('Person', 1)).destroy({ audit }),
  'instance.restore': async ({ find }) => (await find('Person', 3)).restore({ audit }),
  bulkCreate: ({ model }) => model('Item').bulkCreate([{ name: 'b' }], { audit }),
  'bulkCreate, individual hooks': ({ model }) =>
    model('Item').bulkCreate([{ name: 'b' }], { audit, individualHooks: true }),
  'bulkCreate, include': ({ model }) =>
    model('Parent').bulkCreate([{ name: 'p', Children: [{ name: 'k' }] }], {
      include: [{ model: model('Child'), audit }],
      audit,
    }),
  upsert: ({ model }) => model('Item').upsert({ id: 1, name: 'up' }, { audit }),
  'Model.update': ({ model }) => model('Item').update({ name: 'all' }, { where: { id: 1 }, audit }),
  'Model.update, individual hooks': ({ model }) =>
    model('Item').update({ name: 'each' }, { where: { id: 1 }, audit, individualHooks: true }),
  'Model.increment': ({ model }) => model('Item').increment('n', { where: { id: 1 }, audit }),
  'Model.decrement': ({ model }) => model('Item').decrement('n', { where: { id: 1 }, audit }),
  'Model.destroy': ({ model }) => model('Item').destroy({ where: { id: 3 }, audit }),
  'Model.destroy, individual hooks': ({ model }) =>
    model('Item').destroy({ where: { id: 3 }, audit, individualHooks: true }),
  'Model.restore': ({ model }) => model('Person').restore({ where: { id: 3 }, audit }),
  'Model.truncate': ({ model }) => model('Doc').truncate({ audit }),
  'Model.destroy, truncate': ({ model }) => model('Doc').destroy({ truncate: true, audit }),
  findOrCreate: ({ model }) => model('Item').findOrCreate({ where: { name: 'foc' }, audit }),
  findCreateFind: ({ model }) => model('Item').findCreateFind({ where: { name: 'fcf' }, audit }),
  'belongsToMany add': async ({ find }) => callMixin(await find('Item', 2), 'addTag', 1, { audit }),
  'belongsToMany set': async ({ find }) => callMixin(await find('Item', 1), 'setTags', [2], { audit }),
  'belongsToMany remove': async ({ find }) => callMixin(await find('Item', 1), 'removeTag', 1, { audit }),
  'belongsToMany create': async ({ find }) => callMixin(await find('Item', 1), 'createTag', { label: 'n' }, { audit }),
  'hasMany add': async ({ find }) => callMixin(await find('Parent', 2), 'addChild', 3, { audit }),
  'hasMany set': async ({ find }) => callMixin(await find('Parent', 1), 'setChildren', [3], { audit }),
  'hasMany remove': async ({ find }) => callMixin(await find('Parent', 1), 'removeChild', 1, { audit }),
  'hasMany create': async ({ find }) => callMixin(await find('Parent', 1), 'createChild', { name: 'k' }, { audit }),
  'hasOne set': async ({ find }) => callMixin(await find('Parent', 1), 'setProfile', 1, { audit }),
  'hasOne create': async ({ find }) => callMixin(await find('Parent', 1), 'createProfile', { name: 'f' }, { audit }),
  'belongsTo set': async ({ find }) => callMixin(await find('Child', 3), 'setParent', 2, { audit }),
  'belongsTo create': async ({ find }) => callMixin(await find('Child', 3), 'createParent', { name: 'p' }, { audit }),
  'sequelize.query': ({ sequelize }) =>
    sequelize.query('UPDATE items SET n = 9 WHERE id = 1', { type: QueryTypes.UPDATE, audit }),
  'sequelize.query of several statements': ({ sequelize }) =>
    sequelize.query('UPDATE items SET n = 9 WHERE id = 1; DELETE FROM items WHERE id = 3', { audit }),
  'a cascade': ({ sequelize }) => sequelize.query('DELETE FROM branches WHERE id = 10', { audit }),
  'queryInterface.bulkInsert': ({ sequelize }) =>
    sequelize.getQueryInterface().bulkInsert('tags', [{ label: 'q' }], { audit }),
  'queryInterface.bulkUpdate': ({ sequelize }) =>
    sequelize.getQueryInterface().bulkUpdate('tags', { label: 'q' }, { id: 1 }, { audit }),
  'queryInterface.bulkDelete': ({ sequelize }) =>
    sequelize.getQueryInterface().bulkDelete('children', { name: 'k1' }, { audit }),
  'queryInterface.insert': ({ sequelize }) =>
    sequelize.getQueryInterface().insert(null, 'tags', { label: 'q' }, { audit }),
};

for (const version of postgresVersions.slice(-1)) {
  describe(`WriteAnnotation on PostgreSQL ${version}`, () => {
    let db: WriteDatabase;
    let store: MemoryAuditStore;

    before(async function () {
      this.timeout(60_000);
      db = await createWriteDatabase(version);
      store = new MemoryAuditStore();
      registerAuditHooks(db.world.sequelize, createAuditTrail({ store, onError: () => undefined }));
    });
    after(() => db.close());
    beforeEach(() => db.reset());

    for (const [name, call] of Object.entries(calls)) {
      it(`goes with ${name}`, async () => {
        const from = store.events.length;
        await call(db.world);
        const events = store.events.slice(from);
        expect(events).to.not.deep.equal([]);
        for (const event of events) {
          const { reason, subject, metadata } = event;
          expect({ reason, subject, metadata }, event.action).to.deep.equal({
            ...audit,
            subject: { type: 'customer', id: '7' },
          });
        }
      });
    }

    for (const wrong of ['text', [], { reson: 'asked' }]) {
      it(`refuses ${JSON.stringify(wrong)} before the write runs`, async () => {
        const options = { audit: wrong } as unknown as QueryOptions;
        const failure: unknown = await db.world.sequelize
          .query('UPDATE items SET n = 1234', options)
          .catch((error: unknown) => error);
        expect(isAuditError(failure) && failure.code).to.equal('OPTIONS_INVALID');
        expect(await db.world.model('Item').count({ where: { n: 1234 } })).to.equal(0);
      });
    }

    it('rolls a write back whose subject cannot be recorded', async () => {
      const write = db.world.model('Item').create({ name: 'unsaid' }, { audit: { subject: { type: '', id: 1 } } });
      const failure: unknown = await write.catch((error: unknown) => error);
      expect(isAuditError(failure) && failure.code).to.equal('EVENT_INVALID');
      expect(await db.world.model('Item').count({ where: { name: 'unsaid' } })).to.equal(0);
    });
  });
}

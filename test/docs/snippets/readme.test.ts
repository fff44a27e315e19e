// #region use
import { createAuditTrail } from '@auditrail/core';
import { expressAudit } from '@auditrail/express';
import { PostgresAuditStore } from '@auditrail/postgres';
import { registerAuditHooks } from '@auditrail/sequelize';
// #endregion
import { expect } from 'chai';
import express from 'express';
import { createLog } from './log.js';
import './request-user.js';
import { openShop, type Shop } from './shop.js';

describe('README.md', () => {
  let shop: Shop;
  before(async () => (shop = await openShop()));
  after(() => shop.close());

  it('shows an application with an audit trail', async () => {
    const { connectionString, sequelize, Invoice } = shop;
    const app = express();
    const log = createLog();
    const backup = () => audit.record({ action: 'backup.finish', resource: { type: 'backup' } });
    const invoice = await Invoice.create({ status: 'draft' });
    // #region use
    const store = new PostgresAuditStore({ connectionString });
    const migrated = await store.migrate(); // at deployment
    if (migrated.isErr()) throw migrated.error;
    const audit = createAuditTrail({ store, onError: (error, about) => log.error(error.code, about.action) });

    // Before the routes. The actor is asked for late, after authentication has run.
    app.use(expressAudit(audit, { actor: (req) => req.user && { type: 'user', id: req.user.id } }));

    // One call: every model, instance and bulk writes, with `hooks: false` and in raw SQL too.
    registerAuditHooks(sequelize, audit, { models: { User: { fields: { email: 'mask' } } } });
    await invoice.update({ status: 'sent' }, { audit: { reason: 'customer asked' } });

    // What only your code knows.
    const receipt = await audit.record({ action: 'user.login', outcome: 'failure', resource: { type: 'session' } });
    if (receipt.isErr()) log.error(receipt.error.code);
    await audit.runAs({ type: 'system', id: 'nightly-backup' }, () => backup());

    const page = await audit.query({ action: 'invoice.*', limit: 100 });
    // #endregion
    const [update] = page._unsafeUnwrap().events;
    expect(update).to.deep.include({
      action: 'invoice.update',
      reason: 'customer asked',
      changes: { status: { old: 'draft', new: 'sent' } },
    });
    const others = (await audit.query())._unsafeUnwrap().events.map(({ action, actor }) => `${action} ${actor.type}`);
    expect(others).to.include.members(['user.login unknown', 'backup.finish system']);
    expect(log.lines).to.deep.equal([]);
    await audit.close();
  });
});

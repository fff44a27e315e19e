// #region use
import Router from '@koa/router';
import { createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { koaAudit } from '@auditrail/koa';
import Koa from 'koa';
// #endregion
import { expect } from 'chai';
// #region cls-hooked
import { createNamespace } from 'cls-hooked';
// #endregion
// #region cls
import { createClsNamespace } from '@auditrail/sequelize';
import { Sequelize } from 'sequelize';
// #endregion
import { registerAuditHooks } from '@auditrail/sequelize';
import { userOf } from './request-user.js';
import { port, stop, urlOf } from './running.js';
import { defineModels, openShop, type Shop } from './shop.js';

const authenticate: Koa.Middleware = (ctx, next) => {
  const user = userOf(ctx.headers['x-user']);
  if (user) ctx.state.user = user;
  return next();
};

describe('docs/guides/koa.md', () => {
  it('mounts the middleware first', async () => {
    // #region use
    const audit = createAuditTrail({ store: new MemoryAuditStore() });
    const app = new Koa();
    const router = new Router();

    app.use(
      koaAudit(audit, {
        actor: ({ state }) => state.user && { type: 'user', id: state.user.id },
        trustedProxies: ['10.0.0.0/8'],
      }),
    );
    app.use(authenticate); // sets ctx.state.user
    router.post('/invoices/:id', async (ctx) => {
      await audit.record({ action: 'invoice.send', resource: { type: 'invoice', id: ctx.params['id'] } });
      ctx.status = 202;
    });
    app.use(router.routes());
    const server = app.listen(port);
    // #endregion
    await fetch(`${await urlOf(server)}/invoices/7`, { method: 'POST', headers: { 'x-user': 'u-1' } });
    await stop(server);
    const { events } = (await audit.query())._unsafeUnwrap();
    expect(events.map(({ action, actor, resource }) => [action, actor.id, resource.id])).to.deep.equal([
      ['http.request', 'u-1', 'POST /invoices/:id'],
      ['invoice.send', 'u-1', '7'],
    ]);
  });

  describe('transactions through CLS', () => {
    let shop: Shop;
    const opened: Sequelize[] = [];
    before(async () => (shop = await openShop()));
    afterEach(async () => {
      (Sequelize as unknown as { _cls?: unknown })._cls = undefined;
      await Promise.all(opened.splice(0).map((sequelize) => sequelize.close()));
    });
    after(() => shop.close());

    async function expectOneFate(sequelize: Sequelize): Promise<void> {
      opened.push(sequelize);
      const { Invoice } = defineModels(sequelize);
      const store = new MemoryAuditStore();
      const audit = createAuditTrail({ store });
      registerAuditHooks(sequelize, audit);
      const rolledBack = sequelize.transaction(async () => {
        await Invoice.create({ status: 'sent' });
        await audit.record({ action: 'invoice.send', resource: { type: 'Invoice', id: 1 } });
        throw new Error('back');
      });
      await rolledBack.catch(() => undefined);
      expect(store.events).to.deep.equal([]);
      // #region transaction
      await sequelize.transaction(async () => {
        const invoice = await Invoice.create({ status: 'sent' });
        await audit.record({ action: 'invoice.send', resource: { type: 'Invoice', id: invoice.id } });
      });
      // #endregion
      expect(store.events.map(({ action }) => action)).to.deep.equal(['invoice.create', 'invoice.send']);
      expect(store.events[0]?.transactionId).to.be.a('string').that.equals(store.events[1]?.transactionId);
    }

    it('are found under createClsNamespace', async () => {
      const { connectionString } = shop;
      // #region cls
      Sequelize.useCLS(createClsNamespace());
      const sequelize = new Sequelize(connectionString, { logging: false });
      // #endregion
      await expectOneFate(sequelize);
    });

    it('are found under cls-hooked', async () => {
      const { connectionString } = shop;
      // #region cls-hooked
      Sequelize.useCLS(createNamespace('transactions'));
      const sequelize = new Sequelize(connectionString, { logging: false });
      // #endregion
      await expectOneFate(sequelize);
    });
  });
});

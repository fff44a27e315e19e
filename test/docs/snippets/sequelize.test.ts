// #region use
import { registerAuditHooks } from '@auditrail/sequelize';
// #endregion
import { createAuditTrail, MemoryAuditStore, type AuditError } from '@auditrail/core';
import { expect } from 'chai';
import { QueryTypes } from 'sequelize';
import { openShop, type Shop } from './shop.js';

describe('docs/guides/sequelize.md', () => {
  let shop: Shop;
  const failures: AuditError[] = [];
  const store = new MemoryAuditStore();
  const audit = createAuditTrail({ store, onError: (error) => failures.push(error) });
  let seen = 0;

  function newEvents() {
    const events = store.events.slice(seen);
    seen += events.length;
    return events.map(({ action, changes, reason }) => ({ action, changes, ...(reason && { reason }) }));
  }

  before(async () => (shop = await openShop()));
  after(() => shop.close());
  beforeEach(() => {
    newEvents();
    failures.length = 0;
  });

  it('registers the hooks once', async () => {
    const { sequelize, Invoice, User } = shop;
    const invoice = await Invoice.create({ status: 'draft' });
    // #region use
    registerAuditHooks(sequelize, audit, {
      models: { User: { fields: { email: 'mask' } } },
    });

    await invoice.update({ status: 'sent' }, { audit: { reason: 'customer asked', subject: { type: 'user', id: 7 } } });

    await sequelize.transaction(async (transaction) => {
      await Invoice.update({ status: 'overdue' }, { where: { status: 'sent' }, transaction });
      await audit.record({ action: 'invoice.remind', resource: { type: 'Invoice' } }, { transaction });
    });
    // #endregion
    expect(newEvents()).to.deep.equal([
      { action: 'invoice.update', changes: { status: { old: 'draft', new: 'sent' } }, reason: 'customer asked' },
      { action: 'invoice.update', changes: { status: { old: 'sent', new: 'overdue' } } },
      { action: 'invoice.remind', changes: undefined },
    ]);
    await User.create({ email: 'ada@example.org', passwordHash: 'SECRET' });
    expect(JSON.stringify(newEvents()))
      .to.include('***')
      .and.not.match(/SECRET|example\.org/);
  });

  it('captures writes that no hook sees', async () => {
    const { sequelize, Invoice } = shop;
    // #region paths
    await Invoice.bulkCreate([{ status: 'draft' }, { status: 'draft' }]);
    await Invoice.update({ status: 'sent' }, { where: { status: 'draft' }, hooks: false });
    await sequelize.query(`UPDATE "Invoices" SET status = 'paid' WHERE status = 'sent'`, {
      type: QueryTypes.UPDATE,
    });
    // #endregion
    expect(newEvents().map(({ action }) => action)).to.deep.equal([
      ...Array<string>(2).fill('invoice.create'),
      ...Array<string>(4).fill('invoice.update'),
    ]);
  });

  it('keeps what must survive the rollback', async () => {
    const { sequelize, Invoice } = shop;
    const charge = () => Promise.reject(new Error('card declined'));
    // #region survive
    const payment = sequelize.transaction(async (transaction) => {
      const invoice = await Invoice.create({ status: 'open' }, { transaction });
      await audit.attempt({ action: 'invoice.charge', resource: { type: 'Invoice', id: invoice.id } }, () => charge());
      await invoice.update({ status: 'paid' }, { transaction });
    });
    // #endregion
    await payment.catch(() => undefined);
    expect(newEvents().map(({ action }) => action)).to.deep.equal(['invoice.charge', 'invoice.charge']);
    expect(store.events.at(-1)).to.include({ outcome: 'failure' });
  });

  it('records inside and outside of a transaction on request', async () => {
    const { sequelize } = shop;
    // #region place
    await sequelize.transaction(async (transaction) => {
      const resource = { type: 'report', id: 'monthly' };
      await audit.record({ action: 'report.read', resource }, { transaction, mode: 'immediate' });
      const failure = { action: 'report.fail', resource, outcome: 'failure' } as const;
      await audit.record(failure, { transaction, mode: 'transactional' });
    });
    // #endregion
    expect(newEvents().map(({ action }) => action)).to.deep.equal(['report.read', 'report.fail']);
  });

  it('settles while a transaction is open, whose events are stored with its commit', async () => {
    await shop.sequelize.transaction(async (transaction) => {
      await audit.record({ action: 'invoice.remind', resource: { type: 'Invoice' } }, { transaction });
      await audit.settled();
      expect(newEvents()).to.deep.equal([]);
    });
    expect(newEvents()).to.have.lengthOf(1);
  });

  it('does not see what the text does not show', async () => {
    await shop.sequelize.query(`CREATE FUNCTION add_invoice() RETURNS void LANGUAGE sql AS $$
      INSERT INTO "Invoices" (status) VALUES ('done') $$`);
    await shop.sequelize.query('SELECT add_invoice()');
    expect(newEvents()).to.deep.equal([]);
    expect(failures).to.deep.equal([]);
  });

  it('reports what it cannot capture', async () => {
    await shop.sequelize.query('EXPLAIN ANALYZE DELETE FROM "Users"');
    expect(failures.map(({ code }) => code)).to.deep.equal(['WRITE_NOT_CAPTURED']);
    expect(newEvents().map(({ action }) => action)).to.deep.equal(['auditrail.write.uncaptured']);
  });
});

describe('docs/guides/sequelize.md, strictly', () => {
  let shop: Shop;
  before(async () => (shop = await openShop()));
  after(() => shop.close());

  it('refuses what it cannot capture', async () => {
    const { sequelize, Invoice } = shop;
    const store = new MemoryAuditStore();
    const audit = createAuditTrail({ store, onError: () => undefined });
    // #region strict
    registerAuditHooks(sequelize, audit, {
      onUncaptured: 'throw',
      models: { Invoice: { capture: false } }, // recorded elsewhere
    });
    // #endregion
    const failure: unknown = await sequelize
      .query('EXPLAIN ANALYZE DELETE FROM "Users"')
      .catch((error: unknown) => error);
    expect(failure).to.include({ code: 'WRITE_NOT_CAPTURED' });
    await Invoice.create({ status: 'draft' });
    expect(store.events).to.deep.equal([]);
  });

  it('says of a row what its model wants', async () => {
    const other = await openShop();
    const { sequelize, User } = other;
    const store = new MemoryAuditStore();
    const audit = createAuditTrail({ store });
    // #region model-policy
    registerAuditHooks(sequelize, audit, {
      models: {
        User: {
          except: ['tokenCount'],
          name: 'email',
          subject: { type: 'user', attribute: 'id' },
          metadata: (user) => ({ hasEmail: user['email'] !== null }),
        },
      },
    });
    // #endregion
    const user = await User.create({ email: 'ada@example.org', passwordHash: 'SECRET' });
    await user.update({ tokenCount: 3 });
    expect(store.events).to.have.lengthOf(1);
    expect(store.events[0]).to.deep.include({
      resource: { type: 'User', id: '1', name: 'ada@example.org' },
      subject: { type: 'user', id: '1' },
      metadata: { hasEmail: true },
    });
    await other.close();
  });

  it('shows what is captured', async () => {
    const other = await openShop();
    const { sequelize } = other;
    const audit = createAuditTrail({ store: new MemoryAuditStore() });
    // #region coverage
    const hooks = registerAuditHooks(sequelize, audit, { models: { User: { capture: false } } });

    const checked = await hooks.selfCheck(); // before the application listens
    if (checked.isErr()) throw checked.error;

    const { excluded, notCaptured } = hooks.coverage(); // in a test: nothing may be here that nobody knows of
    // #endregion
    expect(excluded).to.deep.equal([{ model: 'User', why: 'capture: false' }]);
    expect(notCaptured).to.deep.equal({});
    await other.close();
  });

  it('writes nothing that it cannot record: once the trail is closed', async () => {
    const other = await openShop();
    const audit = createAuditTrail({ store: new MemoryAuditStore(), onError: () => undefined });
    registerAuditHooks(other.sequelize, audit);
    (await audit.close())._unsafeUnwrap();
    const failure: unknown = await other.Invoice.create({ status: 'draft' }).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'STORE_CLOSED' });
    expect(await other.Invoice.count()).to.equal(0);
    await other.close();
  });
});

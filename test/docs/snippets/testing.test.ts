// #region set-up
import { createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { auditMatchers, createFixedClock } from '@auditrail/testing';
import { expect, use } from 'chai';

use(auditMatchers);
// #endregion
// #region build
import { buildEvent } from '@auditrail/testing';
// #endregion
import { registerAuditHooks } from '@auditrail/sequelize';
import { openShop, type Shop } from './shop.js';

describe('docs/guides/testing.md', () => {
  it('expects events', async () => {
    const sendInvoice = (id: number) =>
      audit.attempt({ action: 'invoice.send', resource: { type: 'invoice', id } }, () => undefined);
    // #region matchers
    const audit = createAuditTrail({ store: new MemoryAuditStore() });

    await audit.runAs({ type: 'user', id: 'u-1' }, () => sendInvoice(7));

    await expect(audit).to.have.recordedOnce({
      action: 'invoice.send',
      outcome: 'success',
      actor: { id: 'u-1' },
      resource: { type: 'invoice', id: 7 },
    });
    await expect(audit).not.to.have.recorded({ outcome: 'failure' });
    // #endregion
  });

  it('waits for what nobody awaits', async () => {
    const store = new MemoryAuditStore();
    const audit = createAuditTrail({ store });
    // #region settled
    void audit.record({ action: 'user.logout', resource: { type: 'session' } });
    await audit.settled();
    expect(store.events.map(({ action }) => action)).to.deep.equal(['user.logout']);
    // #endregion
  });

  it('stops the clock', async () => {
    // #region clock
    const clock = createFixedClock('2026-01-01T00:00:00Z');
    const store = new MemoryAuditStore();
    const audit = createAuditTrail({ store, clock });

    await audit.record({ action: 'day.begin', resource: { type: 'day' } });
    clock.advance(24 * 60 * 60 * 1000);
    await audit.record({ action: 'day.begin', resource: { type: 'day' } });

    expect(store.events.map(({ occurredAt }) => occurredAt)).to.deep.equal([
      '2026-01-01T00:00:00.000Z',
      '2026-01-02T00:00:00.000Z',
    ]);
    // #endregion
  });

  it('builds events', async () => {
    const store = new MemoryAuditStore();
    // #region build
    const event = buildEvent({ action: 'invoice.send', actor: { id: 'u-7' } });
    await store.append([event]);
    // #endregion
    expect(store.events[0]).to.deep.include(event);
    expect(event.actor).to.deep.equal({ type: 'user', id: 'u-7' });
  });

  describe('with a database', () => {
    let shop: Shop;
    before(async () => (shop = await openShop()));
    after(() => shop.close());

    it('expects captured writes', async () => {
      const { sequelize, Invoice } = shop;
      // #region captured
      const audit = createAuditTrail({ store: new MemoryAuditStore() });
      registerAuditHooks(sequelize, audit);

      await Invoice.create({ status: 'draft' });

      await expect(audit).to.have.recorded({
        action: 'invoice.create',
        changes: { status: { new: 'draft' } },
      });
      // #endregion
    });
  });
});

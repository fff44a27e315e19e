import { createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { registerAuditHooks } from '@auditrail/sequelize';
import { expect } from 'chai';
import { openShop, type Shop } from './shop.js';

describe('docs/guides/redaction.md', () => {
  it('drops what the deny list names, at any depth', async () => {
    const store = new MemoryAuditStore();
    const audit = createAuditTrail({ store });
    // #region deny-list
    await audit.record({
      action: 'webhook.create',
      resource: { type: 'webhook', id: 1 },
      metadata: { url: 'https://example.org/hook', headers: { 'X-Api-Key': 'k-1' } },
      changes: { signingSecret: { old: 's-1', new: 's-2' } },
    });
    // #endregion
    expect(store.events[0]).to.deep.include({
      changes: {},
      metadata: { url: 'https://example.org/hook', headers: {} },
      redactions: { '/changes/signingSecret': 'drop', '/metadata/headers/X-Api-Key': 'drop' },
    });
  });

  it('takes more names, and fewer', async () => {
    const store = new MemoryAuditStore();
    // #region options
    const audit = createAuditTrail({
      store,
      redaction: {
        deny: ['iban', 'dateOfBirth'], // four letters: a whole word; eight and more: anywhere
        allow: ['tokenCount'], // this very name only
      },
    });
    // #endregion
    const metadata = {
      iban: 1,
      customer_iban: 1,
      cariban: 2,
      birth: 2,
      myDateOfBirth: 1,
      token_count: 2,
      tokenCounts: 1,
    };
    await audit.record({ action: 'x.y', resource: { type: 'x' }, metadata });
    expect(store.events[0]?.metadata).to.deep.equal({ cariban: 2, birth: 2, token_count: 2 });
  });

  it('stores digests', async () => {
    const store = new MemoryAuditStore();
    const [newKey, oldKey] = ['n'.repeat(32), 'o'.repeat(32)];
    // #region hash
    const audit = createAuditTrail({
      store,
      redaction: {
        hash: ['customerEmail'],
        hashKeys: [
          { name: '2026', secret: newKey }, // hashes
          { name: '2025', secret: oldKey }, // still finds
        ],
      },
    });
    await audit.record({
      action: 'newsletter.send',
      resource: { type: 'newsletter', id: 9 },
      metadata: { customerEmail: 'ada@example.org' }, // stored as 'hmac-sha256:2026:…'
    });
    const stored = audit.hashesOf('ada@example.org'); // ['hmac-sha256:2026:…', 'hmac-sha256:2025:…']
    // #endregion
    expect(stored.map((digest) => digest.slice(0, 17))).to.deep.equal(['hmac-sha256:2026:', 'hmac-sha256:2025:']);
    expect(store.events[0]?.metadata).to.deep.equal({ customerEmail: stored[0] });
  });

  describe('policies', () => {
    let shop: Shop;
    beforeEach(async () => (shop = await openShop()));
    afterEach(() => shop.close());

    it('go before the list', async () => {
      const { sequelize, User } = shop;
      const store = new MemoryAuditStore();
      const audit = createAuditTrail({ store });
      // #region policies
      registerAuditHooks(sequelize, audit, {
        models: { User: { fields: { email: 'mask', tokenCount: 'keep' } } },
      });

      await User.create({ email: 'ada@example.org', passwordHash: '$2b$…', tokenCount: 3 });
      // #endregion
      expect(store.events[0]?.changes).to.deep.include({ email: { new: '***' }, tokenCount: { new: 3 } });
      expect(store.events[0]?.changes).not.to.have.property('passwordHash');
      expect(store.events[0]?.redactions).to.deep.equal({
        '/changes/email': 'mask',
        '/changes/passwordHash': 'drop',
      });
    });

    it('may deny by default', async () => {
      const { sequelize, User } = shop;
      const store = new MemoryAuditStore();
      // #region allow-only
      const audit = createAuditTrail({
        store,
        redaction: { allowOnly: ['status', 'durationMs', 'query', 'page', 'error', 'name', 'code'] },
      });
      registerAuditHooks(sequelize, audit, {
        models: { User: { allowOnly: ['tokenCount'], fields: { email: 'mask', tokenCount: 'keep' } } },
      });
      // #endregion
      await User.create({ email: 'ada@example.org', passwordHash: '$2b$…', tokenCount: 3 });
      await audit.record({ action: 'x.y', resource: { type: 'x' }, metadata: { query: { page: 2, q: 'Ada' } } });
      expect(store.events[0]?.changes).to.deep.equal({ email: { new: '***' }, tokenCount: { new: 3 } });
      expect(store.events[1]).to.deep.include({
        metadata: { query: { page: 2 } },
        redactions: { '/metadata/query/q': 'drop' },
      });
    });

    it('do not go with a view of the table', async () => {
      const { sequelize } = shop;
      const store = new MemoryAuditStore();
      registerAuditHooks(sequelize, createAuditTrail({ store }), { models: { User: { fields: { email: 'mask' } } } });
      await sequelize.query('CREATE VIEW people AS SELECT * FROM "Users"');
      await sequelize.query(`INSERT INTO people (email, "passwordHash") VALUES ('ada@example.org', 'SECRET')`);
      expect(store.events[0]?.changes).to.have.property('email');
      expect(store.events[0]?.changes).not.to.have.property('passwordHash');
    });
  });

  it('looks into text', async () => {
    const store = new MemoryAuditStore();
    const audit = createAuditTrail({ store });
    // #region texts
    await audit.record({
      action: 'payment.refuse',
      resource: { type: 'payment', id: 7 },
      reason: 'card 4111 1111 1111 1111 has expired',
      metadata: { sent: '{"amount":12,"pin":"1234"}', to: 'https://shop:s3cret@pay.example.org/?token=abc' },
    });
    // reason: 'card *** has expired'
    // metadata: { sent: '{"amount":12,"pin":"***"}', to: 'https://shop:***@pay.example.org/?token=***' }
    // #endregion
    expect(store.events[0]).to.deep.include({
      reason: 'card *** has expired',
      metadata: { sent: '{"amount":12,"pin":"***"}', to: 'https://shop:***@pay.example.org/?token=***' },
      redactions: { '/reason': 'card-number', '/metadata/sent': 'named-value', '/metadata/to': 'named-value' },
    });
  });

  it('does not understand plain words', async () => {
    const store = new MemoryAuditStore();
    const audit = createAuditTrail({ store });
    const reason = 'the password is 1234';
    await audit.record({ action: 'x.y', resource: { type: 'x' }, reason, metadata: { note: reason } });
    expect(store.events[0]).to.deep.include({ reason, metadata: { note: reason } });
  });
});

import { createAuditTrail, MemoryAuditStore, type HashKey } from '@auditrail/core';
import { createRedactor } from '#core/redaction/create-redactor.js';
import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';

const secret = 'canary-secret-of-the-hash-key-0123456789';
const older: HashKey = { name: '2025', secret: Buffer.alloc(32, 7) };
const hashKeys: readonly HashKey[] = [{ name: '2026', secret }, older];
const digest = (text: string) => `hmac-sha256:2026:${createHmac('sha256', secret).update(text).digest('base64url')}`;
const redactor = createRedactor({ hash: ['customerEmail'], hashKeys });

describe('hashValue', () => {
  it('shows both digests of a changed value, under the first key', () => {
    const changes = { email: { old: 'a@x', new: 'b@x' } };

    expect(redactor.redact({ changes }, { email: 'hash' })).to.deep.equal({
      changes: { email: { old: digest('a@x'), new: digest('b@x') } },
      redactions: { '/changes/email': 'hash' },
    });
  });

  it('hashes what an attribute was created with, and leaves null alone', () => {
    const changes = { email: { old: null, new: 'a@x' }, phone: { new: null } };

    expect(redactor.redact({ changes }, { email: 'hash', phone: 'hash' })).to.deep.equal({
      changes: { email: { old: null, new: digest('a@x') }, phone: { new: null } },
      redactions: { '/changes/email': 'hash' },
    });
  });

  it('hashes the listed names at any depth, before the deny list, whatever their spelling', () => {
    const own = createRedactor({ hash: ['customerEmail', 'token'], hashKeys });

    expect(
      own.redact({
        changes: { customer_email: { new: 'a@x' } },
        metadata: { list: [{ CUSTOMER_EMAIL: 'a@x', token: 't', tokens: 't' }], nothing: { customerEmail: null } },
      }),
    ).to.deep.equal({
      changes: { customer_email: { new: digest('a@x') } },
      metadata: { list: [{ CUSTOMER_EMAIL: digest('a@x'), token: digest('t') }], nothing: { customerEmail: null } },
      redactions: {
        '/changes/customer_email': 'hash',
        '/metadata/list/0/CUSTOMER_EMAIL': 'hash',
        '/metadata/list/0/token': 'hash',
        '/metadata/list/0/tokens': 'drop',
      },
    });
  });

  it('hashes what a Map holds, and what another member names', () => {
    expect(
      redactor.redact({
        metadata: { map: new Map([['customerEmail', 'a@x']]), field: { name: 'customerEmail', value: 'a@x' } },
      }).metadata,
    ).to.deep.equal({
      map: [['customerEmail', digest('a@x')]],
      field: { name: 'customerEmail', value: digest('a@x') },
    });
  });

  it('masks the listed names inside texts', () => {
    expect(redactor.redact({ reason: 'customerEmail=a@x' }).reason).to.equal('customerEmail=***');
  });

  it('hashes values of one text alike', () => {
    expect([7, 7n, '7', Object(7), true, new Date(0)].map((value) => redactor.hashesOf(value)[0])).to.deep.equal(
      ['7', '7', '7', '7', 'true', '1970-01-01T00:00:00.000Z'].map(digest),
    );
  });

  for (const [what, value] of Object.entries({
    'an object': { a: 1 },
    'a list': ['a'],
    'a proxy': new Proxy(new Date(), {}),
    'no number': NaN,
    'a symbol': Symbol('s'),
    'a function': () => 1,
    'a very long text': 'x'.repeat(8_193),
  })) {
    it(`drops ${what}, on either side`, () => {
      expect(
        redactor.redact(
          { changes: { a: { old: value, new: 'x' } }, metadata: { customerEmail: value } },
          { a: 'hash' },
        ),
      ).to.deep.equal({
        changes: {},
        metadata: {},
        redactions: { '/changes/a': 'drop', '/metadata/customerEmail': 'drop' },
      });
    });
  }

  it('drops where there is no key', () => {
    expect(createRedactor().redact({ changes: { a: { new: 'x' } } }, { a: 'hash' })).to.deep.equal({
      changes: {},
      redactions: { '/changes/a': 'drop' },
    });
  });

  it('names a value under every key, so that rotated ones can be found', () => {
    const before = createRedactor({ hashKeys: [older] });

    expect(redactor.hashesOf('a@x')).to.deep.equal([digest('a@x'), ...before.hashesOf('a@x')]);
    expect(before.hashesOf('a@x')[0]).to.match(/^hmac-sha256:2025:[\w-]{43}$/);
  });

  it('keeps its own copy of a key', () => {
    const bytes = Buffer.alloc(32, 1);
    const own = createRedactor({ hashKeys: [{ name: 'k', secret: bytes }] });
    const before = own.hashesOf('x');
    bytes.fill(0);

    expect(own.hashesOf('x')).to.deep.equal(before);
  });

  for (const [what, options] of Object.entries({
    'hashing without a key': { hash: ['email'] },
    'keys that are no list': { hashKeys: { name: 'k', secret } },
    'no key': { hashKeys: [] },
    'a key that is none': { hashKeys: [null] },
    'a name that events cannot show': { hashKeys: [{ name: 'a:b', secret }] },
    'two keys of one name': { hashKeys: [hashKeys[0], hashKeys[0]] },
    'a short secret': { hashKeys: [{ name: 'k', secret: secret.slice(0, 31) }] },
    'a secret that is neither text nor bytes': { hashKeys: [{ name: 'k', secret: 42 }] },
  })) {
    it(`refuses ${what}, without quoting it`, () => {
      expect(() => createAuditTrail({ store: new MemoryAuditStore(), redaction: options as never }))
        .to.throw(/^redaction\.hash/)
        .with.property('code', 'OPTIONS_INVALID');
      expect(() => createRedactor(options as never)).to.not.throw(/canary/);
    });
  }

  it('shows a key nowhere: not in events, not in what the trail shows of itself', async () => {
    const store = new MemoryAuditStore();
    const audit = createAuditTrail({ store, redaction: { hash: ['email'], hashKeys } });
    await audit.record({ action: 'x.y', resource: { type: 'x' }, metadata: { email: 'a@x' } });
    const shown = inspect([audit, store, store.events], { depth: Infinity, showHidden: true });

    expect(shown).to.contain(digest('a@x')).and.not.to.contain('canary');
    expect(audit.hashesOf('a@x')[0]).to.equal(digest('a@x'));
  });
});

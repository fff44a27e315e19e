import { expect } from 'chai';
import { createRedactor } from '#core/redaction/create-redactor.js';
import type { ChangesInput } from '#core/event/event-input.js';

const canary = 'canary-4111';
const redactor = createRedactor();

describe('createRedactor', () => {
  for (const [name, options] of Object.entries({
    'options that are no object': null,
    'an unknown option': { denied: [] },
    'a list that is none': { deny: 'password' },
    'a name that is no text': { allow: [1] },
    'a name without a letter or digit': { deny: ['--'] },
    'a name longer than names are': { deny: ['n'.repeat(256)] },
  })) {
    it(`refuses ${name}`, () => {
      expect(() => createRedactor(options as never))
        .to.throw()
        .with.property('code', 'OPTIONS_INVALID');
    });
  }
});

describe('Redactor', () => {
  describe('changes', () => {
    it('drops a denied attribute, notes it, and keeps the changes', () => {
      expect(redactor.redact({ changes: { passwordHash: { old: 'a', new: 'b' } } })).to.deep.equal({
        changes: {},
        redactions: { '/changes/passwordHash': 'drop' },
      });
    });

    it('drops and masks what the policies of fields say', () => {
      const changes = { email: { old: 'a@x', new: 'b@x' }, notes: { new: 'n' }, total: { old: 1, new: 2 } };

      expect(redactor.redact({ changes }, { email: 'mask', notes: 'drop' })).to.deep.equal({
        changes: { email: { old: '***', new: '***' }, total: { old: 1, new: 2 } },
        redactions: { '/changes/email': 'mask', '/changes/notes': 'drop' },
      });
    });

    it('keeps null and a missing side when it masks', () => {
      const changes = { email: { old: null, new: 'b@x' }, phone: { new: null } };

      expect(redactor.redact({ changes }, { email: 'mask', phone: 'mask' })).to.deep.equal({
        changes: { email: { old: null, new: '***' }, phone: { new: null } },
        redactions: { '/changes/email': 'mask' },
      });
    });

    it('masks instead of dropping a denied attribute when its policy says so', () => {
      expect(redactor.redact({ changes: { token: { new: 't' } } }, { token: 'mask' })).to.deep.equal({
        changes: { token: { new: '***' } },
        redactions: { '/changes/token': 'mask' },
      });
    });

    it('exempts a kept attribute but not what is nested in it', () => {
      const changes = { tokenSettings: { old: null, new: { ttl: 5, apiToken: canary } } };

      expect(redactor.redact({ changes }, { tokenSettings: 'keep' })).to.deep.equal({
        changes: { tokenSettings: { old: null, new: { ttl: 5 } } },
        redactions: { '/changes/tokenSettings/new/apiToken': 'drop' },
      });
    });

    it('takes policies by the exact name only, never an inherited one', () => {
      expect(redactor.redact({ changes: { constructor: { new: 1 } } }, {})).to.deep.equal({
        changes: { constructor: { new: 1 } },
      });
    });

    it('drops a field whose policy it does not know', () => {
      expect(redactor.redact({ changes: { a: { new: 1 } } }, { a: 'encrypt' as never }).changes).to.deep.equal({});
    });

    it('takes what is no change for a new value', () => {
      const changes = { a: 'x', b: [{ password: canary }], c: undefined } as unknown as ChangesInput;

      expect(redactor.redact({ changes }).changes).to.deep.equal({ a: { new: 'x' }, b: { new: [{}] } });
    });

    for (const [name, changes, copy] of [
      ['a proxy', new Proxy({}, {}), '[proxy]'],
      ['an array', [{ password: canary, a: 1 }], [{ a: 1 }]],
      ['a text', 'x', 'x'],
    ] as const) {
      it(`marks changes that are ${name}`, () => {
        expect(redactor.redact({ changes: changes as unknown as ChangesInput }).changes).to.deep.equal({
          '[unreadable]': { new: copy },
        });
      });
    }

    it('gives everything up when it fails', () => {
      const fields = new Proxy(
        {},
        {
          getOwnPropertyDescriptor: () => {
            throw new Error('hostile');
          },
        },
      );

      expect(redactor.redact({ changes: { a: { new: canary } }, reason: 'r' }, fields)).to.deep.equal({
        hasFailed: true,
        redactions: { '/changes': 'failed', '/reason': 'failed' },
      });
    });

    it('runs no getter', () => {
      const hostile = {
        get a(): never {
          throw new Error('ran');
        },
        b: {
          get old(): never {
            throw new Error('ran');
          },
        },
      };

      expect(redactor.redact({ changes: hostile }).changes).to.deep.equal({
        a: { new: '[getter]' },
        b: { old: '[getter]' },
      });
    });

    it('keeps an attribute named __proto__ as a key', () => {
      const changes = JSON.parse('{"__proto__":{"new":1}}') as ChangesInput;

      expect(Object.keys(redactor.redact({ changes }).changes ?? {})).to.deep.equal(['__proto__']);
    });

    it('says how many attributes are beyond the limit', () => {
      const names = Array.from({ length: 1_005 }, (_, index) => `a${String(index)}`);
      const changes = Object.fromEntries(names.map((name) => [name, { new: 1 }]));

      expect(redactor.redact({ changes }).changes?.['[truncated]']).to.deep.equal({ new: '5 more attributes' });
    });
  });

  it('leaves out what the payload does not have', () => {
    expect(redactor.redact({})).to.deep.equal({});
  });

  it('drops denied names in metadata', () => {
    expect(redactor.redact({ metadata: { query: { page: '2', token: canary }, pin: 1 } })).to.deep.equal({
      metadata: { query: { page: '2' } },
      redactions: { '/metadata/query/token': 'drop', '/metadata/pin': 'drop' },
    });
  });

  it('follows its options', () => {
    const own = createRedactor({ deny: ['dob'], allow: ['tokenCount'] });

    expect(own.redact({ metadata: { userDob: canary, tokenCount: 3 } })).to.deep.equal({
      metadata: { tokenCount: 3 },
      redactions: { '/metadata/userDob': 'drop' },
    });
  });

  it('shares the limits between changes and metadata', () => {
    const limits = { depth: 12, keys: 2, stringBytes: 100, keyCharacters: 50, textCharacters: 1_000 };

    expect(redactor.redact({ changes: { a: { new: 1 } }, metadata: { b: 1, c: 2 } }, {}, limits)).to.deep.equal({
      changes: { a: { new: 1 } },
      metadata: { b: 1, '[truncated]': '1 more keys' },
    });
  });

  it('counts a redaction as a key', () => {
    const limits = { depth: 12, keys: 4, stringBytes: 100, keyCharacters: 50, textCharacters: 1_000 };

    expect(redactor.redact({ metadata: { pin: 1, otp: 2, a: 3, b: 4 } }, {}, limits).metadata).to.deep.equal({
      '[truncated]': '2 more keys',
    });
  });

  it('bounds the redactions in number and length', () => {
    const names = Array.from({ length: 3_000 }, (_, index) => `password${String(index)}`);
    let deep: object = Object.fromEntries(names.map((name) => [name, canary]));
    for (let level = 0; level < 5; level += 1) deep = { ['/\ud800'.repeat(120)]: deep };
    const pointers = Object.keys(redactor.redact({ metadata: deep }).redactions ?? {});

    expect(pointers.length).to.be.within(1, 1_000);
    expect(pointers.every((pointer) => pointer.length <= 512 && pointer.isWellFormed())).to.equal(true);
  });

  describe('texts', () => {
    const card = '4111111111111111';

    it('masks secrets in values, keys and reasons, and says which kind they were', () => {
      expect(
        redactor.redact({
          changes: { notes: { old: null, new: `card ${card}` }, url: { new: 'https://x.org/?token=abc' } },
          metadata: { [`card ${card}`]: 1, dsn_text: ['postgres://ada:pw@db'] },
          reason: 'password: hunter2',
        }),
      ).to.deep.equal({
        changes: { notes: { old: null, new: 'card ***' }, url: { new: 'https://x.org/?token=***' } },
        metadata: { 'card ***': 1 },
        reason: 'password: ***',
        redactions: {
          '/changes/notes/new': 'card-number',
          '/changes/url/new': 'named-value',
          '/metadata': 'card-number',
          '/metadata/dsn_text': 'drop',
          '/reason': 'named-value',
        },
      });
    });

    it('masks card numbers that are numbers', () => {
      expect(redactor.redact({ metadata: [Number(card), BigInt(card), 1_795_680_000_000] })).to.deep.include({
        metadata: ['***', '***', 1_795_680_000_000],
      });
    });

    it('keeps what a policy keeps, except for what is nested in it', () => {
      const changes = { id: { new: card }, ids: { new: [card] } };
      expect(redactor.redact({ changes }, { id: 'keep', ids: 'keep' }).changes).to.deep.equal({
        id: { new: card },
        ids: { new: ['***'] },
      });
    });

    it('drops a value that another member or item names', () => {
      expect(
        redactor.redact({
          metadata: {
            fields: [{ name: 'password', value: 'p1' }],
            entries: [['authorization', 'p1']],
            rawHeaders: ['Host', 'x', 'Cookie', 'p1'],
            scopes: ['tokens', 'users'],
          },
        }).metadata,
      ).to.deep.equal({
        fields: [{ name: 'password' }],
        entries: [['authorization', '***']],
        rawHeaders: ['Host', 'x', 'Cookie', '***'],
        scopes: ['tokens', 'users'],
      });
    });

    it('finds a secret that begins before the place where a text is cut', () => {
      const text = `${'x'.repeat(8_000)} {"password":"${'y'.repeat(20_000)}`;
      expect(JSON.stringify(redactor.redact({ metadata: text }))).to.not.contain('yy');
    });
  });
});

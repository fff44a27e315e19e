import { expect } from 'chai';
import fc from 'fast-check';
import { createRedactor } from '#core/redaction/create-redactor.js';

const canary = 'canary-4111';
const redactor = createRedactor();

describe('Redactor', () => {
  describe('leaks no canary', () => {
    const shapes: Record<string, unknown> = {
      'an exact name': { password: canary },
      'another case': { PassWord: canary },
      'a prefix': { newPassword: canary },
      'a digest': { password_hash: canary },
      'a header': { headers: { 'X-Api-Key': canary, Authorization: `Bearer ${canary}`, cookie: `sid=${canary}` } },
      'a form key': { 'user[password]': canary },
      'a dotted key': { 'db.password': canary },
      'an array': { users: [[{ token: canary }]] },
      'a whole subtree': { credentials: { left: [canary], right: { deep: canary } } },
      bytes: { privateKey: Buffer.from(canary), secret: new TextEncoder().encode(canary) },
      'a Map': new Map([['password', canary]]),
      'a Map in a Set': new Set([new Map([['list', [{ cvv: canary }]]])]),
      'a Map whose key is an object': new Map([[{ pin: canary }, 1]]),
      'an error': Object.assign(new Error('x'), { config: { auth: { password: canary } } }),
      'a getter': {
        get apiKey() {
          return canary;
        },
      },
      'a getter of a harmless name': {
        get value() {
          return canary;
        },
      },
      toJSON: { toJSON: () => ({ value: canary }) },
      'a proxy': new Proxy({ value: canary }, {}),
      'full-width letters': { ｐａｓｓｗｏｒｄ: canary },
      'zero-width letters': { 'pass\u200bword': canary },
      __proto__: JSON.parse(`{"__proto__":{"password":"${canary}"}}`),
      'a URL': new URL(`https://user:${canary}@h.test/`),
      'a very long name': { [`${'n'.repeat(300)}password`]: canary },
      'a class instance': new (class {
        readonly accessToken = canary;
      })(),
      'a key without a string': { [Symbol('password')]: canary },
      'too deep': [[[[[[[[[[[[[canary]]]]]]]]]]]]],
    };
    for (const [name, value] of Object.entries(shapes)) {
      it(`from ${name}`, () => {
        const bytes = Buffer.from(canary).toString('base64');
        const text = JSON.stringify(redactor.redact({ changes: { a: { old: value, new: [value] } }, metadata: value }));

        expect(text).not.to.contain(canary).and.not.to.contain(bytes);
      });
    }

    it('whatever surrounds a denied name', () => {
      const name = fc.constantFrom(
        'password',
        'userPin',
        'API_KEY',
        'refresh-token',
        'db.passwd',
        'cvv2',
        'mySecretThing',
      );
      type Wrap = (inner: unknown) => unknown;
      const wrap: fc.Arbitrary<Wrap> = fc.oneof(
        fc.string().map((key): Wrap => (inner) => ({ before: 1, [key]: inner })),
        fc.nat(3).map((index): Wrap => (inner) => [...new Array<number>(index).fill(0), inner]),
        fc.string().map(
          (key): Wrap =>
            (inner) =>
              new Map([[key, inner]]),
        ),
        fc.constant<Wrap>((inner) => new Set([inner])),
        fc.constant<Wrap>((inner) => Object.assign(new Error('x'), { inner })),
      );
      fc.assert(
        fc.property(name, fc.array(wrap, { maxLength: 10 }), (denied, wraps) => {
          const value = wraps.reduce<unknown>((inner, around) => around(inner), { [denied]: { deep: [canary] } });
          const payload = { changes: { a: { old: value, new: value } }, metadata: value };
          expect(JSON.stringify(redactor.redact(payload, { a: 'keep' }))).not.to.contain(canary);
        }),
        { numRuns: 1_000 },
      );
    });
  });
});

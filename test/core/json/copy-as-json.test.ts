import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson } from '#core/json/canonical-json.js';
import { copyAsJson } from '#core/json/copy-as-json.js';

const mustNotRun = (): never => {
  throw new Error('application code ran');
};

describe('copyAsJson', () => {
  describe('of values that JSON cannot hold', () => {
    const cases: [name: string, value: unknown, copy: unknown][] = [
      ['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
      ['an invalid Date', new Date(Number.NaN), '[invalid date]'],
      [
        'a Map',
        new Map<unknown, unknown>([
          ['a', 1],
          [{ k: 1 }, undefined],
        ]),
        [
          ['a', 1],
          [{ k: 1 }, null],
        ],
      ],
      ['a Set', new Set([1, 'a']), [1, 'a']],
      ['a Buffer', Buffer.from('hello'), 'aGVsbG8='],
      ['a view into a part of a buffer', new Uint16Array(Uint8Array.of(0, 0, 104, 105).buffer, 2), 'aGk='],
      ['a DataView', new DataView(Uint8Array.of(104, 105).buffer, 1), 'aQ=='],
      ['an ArrayBuffer', Uint8Array.of(104, 105).buffer, 'aGk='],
      ['a SharedArrayBuffer', new SharedArrayBuffer(3), 'AAAA'],
      [
        'an Error',
        Object.assign(new TypeError('bad'), { code: 'E1' }),
        { name: 'TypeError', message: 'bad', code: 'E1' },
      ],
      [
        'an Error that names itself',
        Object.assign(new Error('bad'), { name: 'Mine' }),
        { name: 'Mine', message: 'bad' },
      ],
      ['a URL', new URL('https://u:p%40ss@h.test/a?b#c'), 'https://u@h.test/a?b#c'],
      ['a URL with only a password', new URL('redis://:pw@h.test/0'), 'redis://h.test/0'],
      ['a URL without credentials', new URL('https://h.test/a'), 'https://h.test/a'],
      ['a RegExp', /a\/b/gi, '/a\\/b/gi'],
      [
        'boxed primitives',
        [Object('a'), Object(1), Object(false), Object(2n), Object(Symbol('s'))],
        ['a', 1, false, '2', '[symbol]'],
      ],
      ['a bigint', 9007199254740993n, '9007199254740993'],
      ['a huge bigint', 1n << 5_000n, '[truncated: a very large bigint]'],
      ['numbers without JSON', [Number.NaN, Infinity, -Infinity, -0], ['[NaN]', '[Infinity]', '[-Infinity]', 0]],
      ['a symbol', Symbol('s'), '[symbol]'],
      ['a function', mustNotRun, '[function]'],
      ['undefined', undefined, undefined],
      ['an undefined property', { a: undefined, b: null }, { b: null }],
      [
        'an array with a hole and undefined',
        Object.assign(new Array<unknown>(3), { 1: undefined, 2: 1 }),
        [null, null, 1],
      ],
      ['a lone surrogate and NUL', { 'k\ud800': 'a\udc00b\0' }, { 'k\ufffd': 'a\ufffdb\ufffd' }],
      [
        'a getter',
        {
          get a() {
            return mustNotRun();
          },
        },
        { a: '[getter]' },
      ],
      [
        'a setter',
        {
          set a(_: number) {
            mustNotRun();
          },
        },
        { a: '[getter]' },
      ],
      ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
      [
        'an object of another realm',
        runInNewContext('({ a: [new Date(0), new Map([[1, 2]])] })'),
        { a: ['1970-01-01T00:00:00.000Z', [[1, 2]]] },
      ],
    ];
    for (const [name, value, copy] of cases) {
      it(`copies ${name}`, () => {
        expect(copyAsJson(value)).to.deep.equal(copy);
      });
    }

    it('makes -0 a positive 0', () => {
      expect(Object.is(copyAsJson(-0), 0)).to.equal(true);
    });
  });

  describe('of hostile objects', () => {
    const trapped = new Proxy({}, new Proxy({}, { get: mustNotRun }));

    it('never touches a proxy', () => {
      expect(copyAsJson({ a: trapped, f: new Proxy(mustNotRun, {}) })).to.deep.equal({ a: '[proxy]', f: '[proxy]' });
    });

    it('copies a revoked proxy as a proxy', () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();

      expect(copyAsJson([proxy])).to.deep.equal(['[proxy]']);
    });

    it('never touches a proxy in the prototype chain', () => {
      const error = Object.setPrototypeOf(new Error('bad'), trapped) as unknown;

      expect(copyAsJson([Object.create(trapped), error])).to.deep.equal([{}, { name: '[proxy]', message: 'bad' }]);
    });

    it('copies an Error without a prototype', () => {
      expect(copyAsJson(Object.setPrototypeOf(new Error('bad'), null))).to.deep.equal({ message: 'bad' });
    });

    it('never calls toJSON', () => {
      expect(copyAsJson({ a: 1, toJSON: mustNotRun })).to.deep.equal({ a: 1, toJSON: '[function]' });
    });

    it('copies the own data of a class instance only', () => {
      class Account {
        readonly id = 7;
        #secret = 's';
        get balance(): string {
          mustNotRun();
          return this.#secret;
        }
      }

      expect(copyAsJson(new Account())).to.deep.equal({ id: 7 });
    });

    it('runs no override of a built-in class', () => {
      const override = { get: mustNotRun };
      const overridden = (value: object, ...names: (string | symbol)[]) => {
        for (const name of names) Object.defineProperty(value, name, override);
        return value;
      };
      const values = [
        overridden(new Date(0), 'toISOString', 'getTime', 'valueOf', Symbol.toPrimitive),
        overridden(new Map([[1, 2]]), 'entries', 'size', Symbol.iterator),
        overridden(new Set([1]), 'values', 'size', Symbol.iterator),
        overridden(new Uint8Array([104, 105]), 'buffer', 'byteLength', 'byteOffset', 'length', 'slice', 'constructor'),
        overridden(Uint8Array.of(104, 105).buffer, 'byteLength', 'slice', 'constructor'),
        overridden(/a/g, 'source', 'flags', 'global', 'toString'),
        overridden(new URL('https://h.test/'), 'href', 'password', 'toString', Symbol.toStringTag),
        overridden(new Error('bad'), 'stack', 'name'),
      ];

      expect(copyAsJson(values)).to.deep.equal([
        '1970-01-01T00:00:00.000Z',
        [[1, 2]],
        [1],
        'aGk=',
        'aGk=',
        '/a/g',
        'https://h.test/',
        { name: '[getter]', message: 'bad' },
      ]);
    });

    it('marks what cannot be read and keeps the rest', () => {
      const fake = Object.create(URL.prototype) as unknown;

      expect(copyAsJson({ fake, ok: 1 })).to.deep.equal({ fake: '[unreadable]', ok: 1 });
    });

    it('marks a cycle, and copies what is only shared twice', () => {
      const shared = { s: 1 };
      const value: Record<string, unknown> = { one: shared, two: shared };
      value['self'] = value;
      value['map'] = new Map([['in', value]]);

      expect(copyAsJson(value)).to.deep.equal({
        one: { s: 1 },
        two: { s: 1 },
        self: '[circular]',
        map: [['in', '[circular]']],
      });
    });

    it('keeps an own __proto__ key as a key', () => {
      const copy = copyAsJson(JSON.parse('{"__proto__":{"admin":true}}')) as object;

      expect(Object.keys(copy)).to.deep.equal(['__proto__']);
      expect(Object.getPrototypeOf(copy)).to.equal(Object.prototype);
    });

    it('copies names that Object.prototype has', () => {
      expect(copyAsJson({ constructor: 1, toString: 'a' })).to.deep.equal({ constructor: 1, toString: 'a' });
    });

    it('does not change its input', () => {
      const freeze = (value: unknown): unknown => {
        if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
        return value;
      };

      expect(copyAsJson(freeze({ a: [{ b: '\ud800' }], password: 'x' }), { policyOf: () => 'mask' })).to.deep.equal({
        a: '***',
        password: '***',
      });
    });

    it('gives for anything at all what canonical JSON accepts', () => {
      const anything = fc.anything({
        withBigInt: true,
        withBoxedValues: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withNullPrototype: true,
        withSparseArray: true,
        withTypedArray: true,
        stringUnit: 'binary',
      });
      fc.assert(
        fc.property(anything, (value) => {
          const copy = copyAsJson({ value }) ?? null;
          expect(JSON.parse(canonicalJson(copy))).to.deep.equal(copy);
        }),
        { numRuns: 1_000 },
      );
    });
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { parseExactJson } from '#sequelize/relation/parse-exact-json.js';
import type { ColumnKind } from '#sequelize/relation/relation.js';

const parse = (json: string, kind: ColumnKind) => parseExactJson(`{"v":${json}}`, () => kind)['v'];

describe('parseExactJson', () => {
  for (const [json, kind, value] of [
    ['1.5', 'number', 1.5],
    ['-7', 'number', -7],
    ['999999999999999', 'exact', '999999999999999'],
    ['[7,[-8]]', 'exact', ['7', ['-8']]],
    ['{"n":999999999999999,"t":"7"}', 'json', { n: 999999999999999, t: '7' }],
    [
      String.raw`{"n" :\n12e2,"m": [ 9007199254740993]}`.replaceAll('\\n', '\n'),
      'json',
      { n: 1200, m: ['9007199254740993'] },
    ],
    ['"10:50:41.417"', 'plain', '10:50:41.417'],
    ['"a,12.5 1234567890123456"', 'plain', 'a,12.5 1234567890123456'],
    ['9007199254740993', 'exact', '9007199254740993'],
    ['1.500', 'exact', '1.500'],
    ['[1,9007199254740993]', 'exact', ['1', '9007199254740993']],
    ['{"n":9007199254740993,"m":7,"d":0.1}', 'json', { n: '9007199254740993', m: 7, d: 0.1 }],
    ['1e400', 'json', '1e400'],
    ['1e-400', 'json', '1e-400'],
    ['0.000', 'json', 0],
    [String.raw`"\\x6869"`, 'bytes', 'aGk='],
    ['"2026-11-22T08:00:00.123456+00:00"', 'plain', '2026-11-22T08:00:00.123456+00:00'],
    ['true', 'plain', true],
    ['null', 'exact', null],
    [String.raw`"12 \"13\" \\"`, 'plain', String.raw`12 "13" \ `.trim()],
  ] as const) {
    it(`reads ${json} of kind ${kind} exactly`, () => expect(parse(json, kind)).to.deep.equal(value));
  }

  it('keeps a column or key called __proto__', () => {
    expect(Object.entries(parseExactJson('{"__proto__":1}', () => 'exact'))).to.deep.equal([['__proto__', '1']]);
    const row = parseExactJson('{"__proto__":1,"j":{"__proto__":2}}', () => 'json');
    expect(Object.keys(row)).to.deep.equal(['__proto__', 'j']);
    expect(Object.keys(row['j'] as object)).to.deep.equal(['__proto__']);
  });

  it('reads a column alike beside one that needs exactness and without', () => {
    const kinds: readonly ColumnKind[] = ['number', 'exact', 'json', 'bytes', 'plain'];
    const integers = fc.jsonValue().filter((value) => !/[.eE]|\\u0000|\d{16}|-0/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(integers, fc.constantFrom(...kinds), (value, kind) => {
        const json = JSON.stringify(value);
        const beside = parseExactJson(`{"v":${json},"exact":0.5}`, () => kind);
        expect(parse(json, kind)).to.deep.equal(beside['v']);
      }),
    );
  });

  it('gives back every JSON value that JavaScript can hold', () => {
    const withoutNul = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('\\u0000'));
    const isSafe = (value: unknown): boolean =>
      typeof value === 'number'
        ? Number.isSafeInteger(value) || (/^-?\d\.\d{1,14}$/.test(String(value)) && value !== 0)
        : typeof value !== 'object' || value === null || Object.values(value).every(isSafe);
    fc.assert(
      fc.property(withoutNul.filter(isSafe), (value) => {
        const json = JSON.stringify(value);
        expect(parse(json, 'json')).to.deep.equal(JSON.parse(json));
      }),
    );
  });
});

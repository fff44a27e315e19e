import { expect } from 'chai';
import { copyAsJson } from '#core/json/copy-as-json.js';
import { defaultJsonLimits } from '#core/json/json-limits.js';

function nested(levels: number): object {
  let value: object = {};
  for (let level = 1; level < levels; level += 1) value = { a: value };
  return value;
}

describe('copyAsJson, limits', () => {
  it('keeps 12 levels and marks the thirteenth', () => {
    const levels = (value: unknown) => JSON.stringify(copyAsJson(value)).split('{').length - 1;

    expect(levels(nested(12))).to.equal(12);
    expect(JSON.stringify(copyAsJson(nested(12)))).not.to.contain('[too deep]');
    expect(JSON.stringify(copyAsJson(nested(13)))).to.contain('"[too deep]"');
    expect(levels(nested(20_000))).to.equal(12);
  });

  it('counts both levels of a Map', () => {
    const limits = { ...defaultJsonLimits, depth: 2 };

    expect(copyAsJson(new Map([['a', {}]]), { limits })).to.deep.equal([['a', '[too deep]']]);
    expect(copyAsJson([new Map([['a', 1]])], { limits })).to.deep.equal(['[too deep]']);
  });

  it('keeps 1,000 keys of an object and says how many there were more', () => {
    const value = Object.fromEntries(Array.from({ length: 1_300 }, (_, index) => [`k${String(index)}`, index]));
    const copy = copyAsJson(value) as Record<string, unknown>;

    expect(Object.keys(copy)).to.have.length(1_001);
    expect(copy['[truncated]']).to.equal('300 more keys');
  });

  for (const [name, value] of Object.entries({
    array: new Array(1_300).fill(1),
    Set: new Set(Array.from({ length: 1_300 }, (_, index) => index)),
    Map: new Map(Array.from({ length: 1_300 }, (_, index) => [index, index])),
  })) {
    it(`keeps 1,000 items of ${name === 'array' ? 'an array' : `a ${name}`} and says how many there were more`, () => {
      const copy = copyAsJson(value) as unknown[];

      expect(copy).to.have.length(1_001);
      expect(copy.at(-1)).to.equal('[truncated: 300 more items]');
    });
  }

  it('counts the keys of all objects and arrays together', () => {
    const limits = { ...defaultJsonLimits, keys: 4 };

    expect(copyAsJson({ a: [1, 2], b: { c: 1, d: 2 }, e: 3 }, { limits })).to.deep.equal({
      a: [1, 2],
      b: { '[truncated]': '2 more keys' },
      '[truncated]': '1 more keys',
    });
  });

  it('cuts a long string between code points at 8 KiB and names its length', () => {
    const copy = copyAsJson('😀'.repeat(5_000)) as string;

    expect(Buffer.byteLength(copy)).to.be.within(8_189, 8_192);
    expect(copy).to.match(/^(?:😀)+…\[truncated: 10000 characters\]$/u);
  });

  it('counts the bytes that a replaced lone surrogate takes', () => {
    expect(Buffer.byteLength(copyAsJson('\ud800'.repeat(8_192)) as string)).to.be.at.most(8_192);
  });

  it('keeps a string of exactly 8 KiB', () => {
    expect(copyAsJson('é'.repeat(4_096))).to.equal('é'.repeat(4_096));
  });

  it('names the length of base64 text that it did not make', () => {
    expect(copyAsJson(Buffer.alloc(30_000))).to.match(/^A+…\[truncated: 40000 characters\]$/);
  });

  it('cuts a long key between code points at 255 characters', () => {
    const [key] = Object.keys(copyAsJson({ ['😀'.repeat(300)]: 1 }) as object);

    expect(key)
      .to.match(/^(?:😀)+…\[truncated: 600 characters\]$/u)
      .and.have.length.within(254, 255);
  });

  it('writes nothing more once the text of the whole copy is spent', () => {
    const limits = { ...defaultJsonLimits, textCharacters: 10 };

    expect(copyAsJson({ a: 'x'.repeat(6), b: ['y'.repeat(9), 1, 'z'], c: 1 }, { limits })).to.deep.equal({
      a: 'xxxxxx',
      b: ['yyyyyyyyy', '[truncated: 2 more items]'],
      '[truncated]': '1 more keys',
    });
  });

  it('marks the value of the key that spends the text', () => {
    const limits = { ...defaultJsonLimits, textCharacters: 3 };

    expect(copyAsJson({ long: 1, more: 2 }, { limits })).to.deep.equal({
      long: '[truncated]',
      '[truncated]': '1 more keys',
    });
  });

  for (const [name, make] of Object.entries({
    'a string of 50 MiB': () => 'a'.repeat(52_428_800),
    'an array of ten million items': () => new Array<number>(10_000_000).fill(1),
    'an array of the greatest length': () => new Array<number>(4_294_967_295),
    '20,000 levels': () => nested(20_000),
    'a Map of 200,000 entries': () => new Map(Array.from({ length: 200_000 }, (_, index) => [index, index])),
    '100 MB of bytes': () => Buffer.alloc(100_000_000),
  })) {
    it(`ends soon for ${name}`, () => {
      const value = make();
      // The first reading may pay for what V8 put off, like joining the parts of a string.
      copyAsJson(value);
      const start = performance.now();
      copyAsJson(value);

      expect(performance.now() - start).to.be.below(2_000);
    });
  }
});

import { expect } from 'chai';
import fc from 'fast-check';
import { changedPaths } from '#core/diff/changed-paths.js';
import { equalJson } from '#core/json/equal-json.js';
import type { JsonValue } from '#core/json/json-value.js';

const small = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<JsonValue>(null, 0, 1, '1'),
    fc.array(tie('json'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__'), tie('json'), { maxKeys: 2 }),
  ),
})).json;

describe('changedPaths', () => {
  it('names what differs, arrays by index, in the order of the old value', () => {
    const old = { name: 'a', lines: [{ n: 1 }, { n: 2 }], 'a/b': 1, same: {} };
    const new_ = { same: {}, name: 'b', lines: [{ n: 1 }, { n: 3 }, { n: 4 }], 'a/b': 2, added: { x: { y: 1 } } };

    expect(changedPaths(old, new_)).to.deep.equal(['/name', '/lines/1/n', '/lines/2', '/a~1b', '/added']);
  });

  it('names a removed subtree once', () => {
    expect(changedPaths({ a: { b: { c: 1 } } }, { a: {} })).to.deep.equal(['/a/b']);
  });

  it('names the whole value when its kind differs', () => {
    expect(changedPaths([1], { 0: 1 })).to.deep.equal(['']);
  });

  it('names the whole value when one side is missing', () => {
    expect(changedPaths(undefined, { a: 1 })).to.deep.equal(['']);
  });

  it('is empty exactly for equal values', () => {
    fc.assert(
      fc.property(small, small, (old, new_) => {
        expect(changedPaths(old, new_).length === 0).to.equal(equalJson(old, new_));
      }),
      { numRuns: 2_000 },
    );
  });

  it('walks 10,000 levels without overflowing the stack', () => {
    const nested = (leaf: JsonValue) => {
      let value = leaf;
      for (let level = 0; level < 10_000; level += 1) value = { a: value };
      return value;
    };

    expect(changedPaths(nested(1), nested(2))).to.deep.equal(['/a'.repeat(10_000)]);
  });
});

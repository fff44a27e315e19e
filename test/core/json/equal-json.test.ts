import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson } from '#core/json/canonical-json.js';
import { equalJson } from '#core/json/equal-json.js';
import type { JsonValue } from '#core/json/json-value.js';

const small = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<JsonValue>(null, 0, -0, 1, '1', true, ''),
    fc.array(tie('json'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__'), tie('json'), { maxKeys: 2 }),
  ),
})).json;

describe('equalJson', () => {
  it('agrees with the equality of canonical JSON', () => {
    fc.assert(
      fc.property(small, small, (one, other) => {
        expect(equalJson(one, other)).to.equal(canonicalJson(one) === canonicalJson(other));
      }),
      { numRuns: 2_000 },
    );
  });

  it('tells an array from an object with the same members', () => {
    expect(equalJson(['a'], { 0: 'a' })).to.equal(false);
  });

  it('does not take an inherited name for a key', () => {
    expect(equalJson(JSON.parse('{"__proto__":{}}') as JsonValue, { a: 1 })).to.equal(false);
  });

  it('compares 10,000 levels without overflowing the stack', () => {
    const nested = () => {
      let value: JsonValue = 1;
      for (let level = 0; level < 10_000; level += 1) value = { a: value };
      return value;
    };

    expect(equalJson(nested(), nested())).to.equal(true);
  });
});

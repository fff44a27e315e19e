import { expect } from 'chai';
import fc from 'fast-check';
import { diffRecords } from '#core/diff/diff-records.js';
import { equalJson } from '#core/json/equal-json.js';
import type { JsonObject, JsonValue } from '#core/json/json-value.js';

const record = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
  fc.oneof(fc.constantFrom<JsonValue>(null, 0, 1, '1'), fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>),
) as fc.Arbitrary<JsonObject>;

describe('diffRecords', () => {
  it('names the attributes that differ with both whole values', () => {
    const changes = diffRecords({ a: 1, tags: ['x'], b: true }, { a: 1, tags: ['x', 'y'], b: true });

    expect(changes).to.deep.equal({ tags: { old: ['x'], new: ['x', 'y'] } });
  });

  it('has only the new side when there was no record', () => {
    expect(diffRecords(undefined, { a: null })).to.deep.equal({ a: { new: null } });
  });

  it('has only the old side when the record is gone', () => {
    expect(diffRecords({ a: 1 }, undefined)).to.deep.equal({ a: { old: 1 } });
  });

  it('has only one side for an attribute that only one record has', () => {
    expect(diffRecords({ a: 1 }, { b: 2 })).to.deep.equal({ a: { old: 1 }, b: { new: 2 } });
  });

  it('does not care about the order of keys inside a value', () => {
    expect(diffRecords({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).to.deep.equal({});
  });

  it('is empty for equal records', () => {
    fc.assert(
      fc.property(record, (value) => {
        expect(Object.keys(diffRecords(value, structuredClone(value)))).to.deep.equal([]);
      }),
    );
  });

  it('applied to the old record gives the new one', () => {
    fc.assert(
      fc.property(record, record, (old, new_) => {
        const entries = new Map(Object.entries(old));
        for (const [attribute, change] of Object.entries(diffRecords(old, new_))) {
          if (change.new === undefined) entries.delete(attribute);
          else entries.set(attribute, change.new);
        }
        expect(equalJson(Object.fromEntries(entries), new_)).to.equal(true);
      }),
    );
  });
});

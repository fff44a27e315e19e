import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson } from '#core/json/canonical-json.js';
import type { JsonValue } from '#core/json/json-value.js';
import { shuffleKeys } from './shuffle-keys.js';

const json = () => fc.jsonValue({ maxDepth: 6 }) as fc.Arbitrary<JsonValue>;
const wellFormedJson = () =>
  json().filter((value) => JSON.stringify(value).isWellFormed() && !/\\ud[89a-f]/.test(JSON.stringify(value)));

/** A double from its IEEE 754 bits in hexadecimal, as RFC 8785 appendix B gives them. */
function doubleOf(bits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

describe('canonicalJson', () => {
  it('writes the sample of RFC 8785 section 3.2.2 as section 3.2.3 has it', () => {
    const sample = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`) as JsonValue;

    expect(canonicalJson(sample)).to.equal(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts the sample of RFC 8785 section 3.2.3 by UTF-16 code units', () => {
    const sample: JsonValue = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };

    const values = [...canonicalJson(sample).matchAll(/:"([^"]*)"/g)].map((match) => match[1]);

    expect(values).to.deep.equal([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  for (const [bits, text] of [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ] as const) {
    it(`writes the double ${bits} of RFC 8785 appendix B as ${text}`, () => {
      expect(canonicalJson(doubleOf(bits))).to.equal(text);
    });
  }

  for (const bits of ['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000']) {
    it(`refuses the double ${bits}, which JSON cannot hold`, () => {
      expect(() => canonicalJson({ n: doubleOf(bits) })).to.throw(TypeError);
    });
  }

  for (const [name, value] of Object.entries({
    'a lone surrogate in a string': '\ud800',
    'a lone surrogate in a key': { '\udead': 1 },
    undefined: undefined,
    'an undefined property': { a: undefined },
    'an array hole': new Array(1),
    'a bigint': 1n,
    'a function': () => 1,
    'a symbol': Symbol('s'),
    'a Date': new Date(0),
  })) {
    it(`refuses ${name}`, () => {
      expect(() => canonicalJson(value as unknown as JsonValue)).to.throw(TypeError);
    });
  }

  it('writes an own __proto__ key like any other', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":1}}') as JsonValue)).to.equal(
      '{"__proto__":{"a":1},"b":1}',
    );
  });

  it('sorts many keys, and digits as text', () => {
    const keys = Array.from({ length: 30 }, (_, index) => String(index));
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));

    expect([...text.matchAll(/"(\d+)"/g)].map((match) => match[1])).to.deep.equal(keys.toSorted());
  });

  it('is read back as what it was, except that -0 is 0', () => {
    fc.assert(
      fc.property(wellFormedJson(), (value) => {
        const positive = JSON.parse(JSON.stringify(value)) as JsonValue;
        expect(JSON.parse(canonicalJson(value))).to.deep.equal(positive);
      }),
    );
  });

  it('does not depend on the order in which keys were inserted', () => {
    fc.assert(
      fc.property(wellFormedJson(), fc.infiniteStream(fc.nat()), (value, numbers) => {
        expect(canonicalJson(shuffleKeys(value, numbers))).to.equal(canonicalJson(value));
      }),
    );
  });

  it('changes nothing when applied to its own reading', () => {
    fc.assert(
      fc.property(wellFormedJson(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text) as JsonValue)).to.equal(text);
      }),
    );
  });
});

import { expect } from 'chai';
import { parseId } from '#core/event/parse-id.js';

describe('parseId', () => {
  const texts: [id: unknown, text: string][] = [
    ['u-1', 'u-1'],
    [7, '7'],
    [-1.5, '-1.5'],
    [9_007_199_254_740_993n, '9007199254740993'],
    [0, '0'],
  ];
  for (const [id, text] of texts) {
    it(`makes "${text}" of the ${typeof id} ${String(id)}`, () => {
      expect(parseId(id, 'It')._unsafeUnwrap()).to.equal(text);
    });
  }

  it('leaves a missing one missing', () => {
    expect(parseId(undefined, 'It')._unsafeUnwrap()).to.be.undefined;
    expect(parseId(null, 'It')._unsafeUnwrap()).to.be.undefined;
  });

  const wrong: [what: string, id: unknown][] = [
    ['empty text', ''],
    ['NaN', NaN],
    ['an infinity', Infinity],
    ['a boolean', true],
    ['an object', {}],
    ['a list', ['u-1']],
    ['a symbol', Symbol('u-1')],
  ];
  for (const [what, id] of wrong) {
    it(`refuses ${what}, naming what it was for`, () => {
      expect(parseId(id, 'The order id')._unsafeUnwrapErr()).to.include({
        code: 'EVENT_INVALID',
        message: 'The order id is neither a non-empty text, a finite number nor a bigint',
      });
    });
  }
});

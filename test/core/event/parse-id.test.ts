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

  for (const id of ['', NaN, Infinity, true, {}, ['u-1'], Symbol('x')]) {
    it(`refuses the ${typeof id} "${String(id)}", naming what it was for`, () => {
      const error = parseId(id, 'The order id')._unsafeUnwrapErr();
      expect(error.code).to.equal('EVENT_INVALID');
      expect(error.message).to.match(/^The order id is neither a non-empty text, a finite number nor a bigint$/);
    });
  }
});

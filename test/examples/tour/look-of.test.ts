import { colouredStyle, lookOf, plainStyle } from '@auditrail-examples/tour';
import { expect } from 'chai';

describe('lookOf', () => {
  it('takes the width of a terminal and colours', () => {
    expect(lookOf({ isTTY: true, columns: 97 }, {})).to.deep.equal({ width: 97, style: colouredStyle });
  });

  it('takes 160 columns and no colours for a file or a pipe', () => {
    const pipe = {} as Parameters<typeof lookOf>[0];
    expect(lookOf(pipe, {})).to.deep.equal({ width: 160, style: plainStyle });
  });

  it('respects NO_COLOR', () => {
    expect(lookOf({ isTTY: true, columns: 97 }, { NO_COLOR: '1' }).style).to.equal(plainStyle);
  });
});

import { fitText, padText } from '#cli/encoding/fit-text.js';
import { textWidth } from '#cli/encoding/text-width.js';
import { visibleText } from '#cli/encoding/visible-text.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { hostileText } from './hostile-events.js';

describe('textWidth', () => {
  it('counts columns, not characters', () => {
    const widths: readonly (readonly [string, number])[] = [
      ['abc', 3],
      ['Zoë', 3],
      ['e\u0301', 1],
      ['漢字', 4],
      ['한글', 4],
      ['ｱ', 1],
      ['Ａ', 2],
      ['😀', 2],
      ['❤\ufe0f', 2],
      ['𠀀', 2],
      ['…', 1],
    ];
    for (const [text, width] of widths) expect(textWidth(text), text).to.equal(width);
  });
});

describe('fitText', () => {
  it('keeps what fits, and cuts the rest between characters', () => {
    expect(fitText('invoice', 7)).to.equal('invoice');
    expect(fitText('invoices', 7)).to.equal('invoic…');
    expect(fitText('漢字漢字', 6)).to.equal('漢字…');
    expect(fitText('e\u0301e\u0301e\u0301', 2)).to.equal('e\u0301…');
    expect(fitText('ab', 0)).to.equal('');
  });

  it('never takes more columns than it is given, and keeps the beginning', () => {
    fc.assert(
      fc.property(hostileText.map(visibleText), fc.nat({ max: 30 }), (text, columns) => {
        const fitted = fitText(text, columns);
        expect(textWidth(fitted)).to.be.at.most(columns);
        expect(fitted === text || text.startsWith(fitted.replace(/…$/, ''))).to.equal(true);
        expect(textWidth(padText(fitted, columns))).to.equal(columns);
      }),
    );
  });
});

import { cleanHeader, cleanUserAgent } from '#http/request/clean-header.js';
import { expect } from 'chai';
import { inspect } from 'node:util';
import fc from 'fast-check';

describe('cleanUserAgent', () => {
  it('keeps what browsers send', () => {
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
    expect(cleanUserAgent(agent)).to.equal(agent);
  });

  it('removes control characters', () => {
    expect(cleanUserAgent('a\u001B[31mb\r\nc\u0085d\u007F')).to.equal('a[31mbcd');
  });

  it('removes what reorders or hides text', () => {
    expect(cleanUserAgent('ad\u202Enimda\u2066\u200B\uFEFF\u2028')).to.equal('adnimda');
  });

  it('keeps at most 512 characters', () => {
    expect(cleanUserAgent('x'.repeat(8_192))).to.have.lengthOf(512);
  });

  for (const nothing of [undefined, '', '  ', '\u0000\u202E']) {
    it(`takes ${inspect(nothing)} as none`, () => {
      expect(cleanUserAgent(nothing)).to.equal(undefined);
    });
  }

  it('is well formed, short and free of control characters, whatever was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (header) => {
        const shown = cleanUserAgent(header) ?? 'none';
        expect(shown.isWellFormed()).to.equal(true);
        expect(shown.length).to.be.within(1, 512);
        expect(shown).not.to.match(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('does not cut a character in half', () => {
    expect(cleanUserAgent(`${'x'.repeat(511)}😀`)?.isWellFormed()).to.equal(true);
  });
});

describe('cleanHeader', () => {
  it('cleans a header of any length, and takes one of which nothing is left as none', () => {
    expect(cleanHeader(` ${'x\u001b'.repeat(4_000)}`)).to.equal('x'.repeat(4_000));
    expect(cleanHeader('\u0000\u202E')).to.equal(undefined);
  });
});

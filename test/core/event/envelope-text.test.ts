import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { fitIdentifier, fitName } from '#core/event/envelope-text.js';

const longText = fc.string({ unit: 'binary', minLength: 200, maxLength: 400 });

describe('fitIdentifier', () => {
  it('keeps an identifier of 255 characters', () => {
    expect(fitIdentifier('x'.repeat(255))).to.equal('x'.repeat(255));
  });

  it('shortens a longer one to its beginning and its SHA-256', () => {
    const id = 'x'.repeat(256);
    const digest = createHash('sha256').update(id).digest('hex');
    expect(fitIdentifier(id)).to.equal(`${'x'.repeat(180)}…[sha256:${digest}]`);
  });

  it('keeps long identifiers apart that differ only in their last character', () => {
    const same = 'x'.repeat(1000);
    expect(fitIdentifier(`${same}1`)).not.to.equal(fitIdentifier(`${same}2`));
  });

  it('gives well-formed text of at most 255 characters, which it keeps when asked again', () => {
    fc.assert(
      fc.property(longText, (text) => {
        const fitted = fitIdentifier(text);
        expect(fitted.length).to.be.at.most(255);
        expect(fitted.isWellFormed()).to.be.true;
        expect(fitted).not.to.contain('\0');
        expect(fitIdentifier(fitted)).to.equal(fitted);
      }),
    );
  });
});

describe('fitName', () => {
  it('keeps a name of 255 characters', () => {
    expect(fitName('x'.repeat(255))).to.equal('x'.repeat(255));
  });

  it('does not leave half of a surrogate pair where it cuts', () => {
    const name = fitName(`${'x'.repeat(253)}😀😀`);
    expect(name).to.equal(`${'x'.repeat(253)}\uFFFD…`);
  });

  it('replaces what cannot be stored', () => {
    expect(fitName('a\0b\uD800c')).to.equal('a\uFFFDb\uFFFDc');
  });
});

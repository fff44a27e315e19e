import { harmlessWords, sensitiveParts, sensitiveWords } from '#core/redaction/sensitive-names.js';
import { expect } from 'chai';
import { readDocument } from './documents.js';

/** The names in a list below a heading of the redaction guide. */
function namesBelow(heading: string): readonly string[] {
  const section = readDocument('docs/guides/redaction.md').split(`\n### ${heading}\n`)[1]?.split(/\n##/)[0] ?? '';
  return [...section.matchAll(/`([a-z0-9]+)`/g)].map(([, name = '']) => name);
}

describe('docs/guides/redaction.md', () => {
  it('lists the parts of names that match anywhere, in order', () => {
    expect(namesBelow('Anywhere in a name')).to.deep.equal([...sensitiveParts]);
  });

  it('lists the whole words, in order', () => {
    expect(namesBelow('As whole words')).to.deep.equal([...sensitiveWords]);
  });

  it('lists the harmless words', () => {
    expect(namesBelow('Never')).to.deep.equal([...harmlessWords]);
  });
});

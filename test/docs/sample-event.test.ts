import { parseEvent } from '@auditrail/core';
import { expect } from 'chai';
import { readDocument } from './documents.js';
import { findMarkdownBlocks } from './markdown-blocks.js';

describe('the event in README.md', () => {
  it('is one', () => {
    const [sample] = findMarkdownBlocks(readDocument('README.md')).filter(({ language }) => language === 'json');
    const event: unknown = JSON.parse(sample?.code ?? '');
    expect(parseEvent(event)._unsafeUnwrap()).to.deep.equal(event);
  });
});

import { expect } from 'chai';
import { findMarkdownBlocks, replaceSnippets } from './markdown-blocks.js';

const page = ['# Page', '', '<!-- snippet: a.ts#b -->', '', '```ts', 'old();', '```', '', '```sh', 'ls', '```'].join(
  '\n',
);

describe('findMarkdownBlocks', () => {
  it('finds the snippet that a block names, if any', () => {
    expect(findMarkdownBlocks(page)).to.deep.equal([
      { language: 'ts', code: 'old();', snippet: 'a.ts#b' },
      { language: 'sh', code: 'ls', snippet: undefined },
    ]);
  });
});

describe('replaceSnippets', () => {
  it('writes the code of a snippet, and leaves everything else', () => {
    expect(replaceSnippets(page, (snippet) => `of(${snippet}, '$&');`)).to.equal(
      page.replace('old();', () => "of(a.ts#b, '$&');"),
    );
  });
});

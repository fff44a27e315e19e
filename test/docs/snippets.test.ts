import { expect } from 'chai';
import { documents, readDocument } from './documents.js';
import { findMarkdownBlocks } from './markdown-blocks.js';
import { snippetCode } from './snippet-code.js';

const longestSnippetLines = 25;

describe('the code in the documents', () => {
  for (const path of documents) {
    const blocks = findMarkdownBlocks(readDocument(path)).filter(({ language }) =>
      ['ts', 'js', 'sql'].includes(language),
    );
    if (blocks.length === 0) continue;

    it(`is run by tests, word for word: ${path}`, () => {
      for (const { code, snippet } of blocks) {
        if (snippet === undefined) expect.fail(`no comment names the snippet of:\n${code}`);
        expect(code, `${snippet}: run npm run docs`).to.equal(snippetCode(snippet));
      }
    });

    it(`fits on a screen: ${path}`, () => {
      for (const { code, snippet } of blocks) {
        expect(code.split('\n').length, snippet).to.be.at.most(longestSnippetLines);
      }
    });
  }

  it('stands behind every comment that names a snippet', () => {
    for (const path of documents) {
      const page = readDocument(path);
      // A page may show what such a comment looks like.
      const named = page.replace(/^```md$.*?^```$/gms, '').match(/^<!-- snippet: /gm) ?? [];
      const shown = findMarkdownBlocks(page).filter(({ snippet }) => snippet !== undefined);
      expect(shown, path).to.have.lengthOf(named.length);
    }
  });

  it('is never hidden from this test: in a list, a quotation or another language', () => {
    const fences = documents.flatMap(
      (path) => readDocument(path).match(/^[ >-]*```(ts|js|typescript|javascript|sql)\b/gm) ?? [],
    );
    const blocks = documents.flatMap((path) => findMarkdownBlocks(readDocument(path)));
    expect(blocks.filter(({ snippet }) => snippet !== undefined)).to.have.lengthOf(fences.length);
    expect(fences.length).to.be.greaterThan(20);
  });
});

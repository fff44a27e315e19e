import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { documents, readDocument } from './documents.js';

const link = /\]\(([^)\s]+)\)/g;

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(path: string): readonly string[] {
  return [...readDocument(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

describe('the links in the documents', () => {
  for (const path of documents) {
    it(`lead somewhere: ${path}`, () => {
      for (const [, target = ''] of readDocument(path).matchAll(link)) {
        if (/^[a-z]+:/.test(target)) continue;
        const [file = '', anchor] = target.split('#');
        const found = file === '' ? path : posix.join(posix.dirname(path), file);
        expect(existsSync(new URL(`../../${found}`, import.meta.url)), target).to.equal(true);
        if (anchor !== undefined) expect(anchorsOf(found), target).to.include(anchor);
      }
    });
  }
});

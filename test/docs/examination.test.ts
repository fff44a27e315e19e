import { checkNames } from '@auditrail/postgres';
import { expect } from 'chai';
import { readDocument } from './documents.js';

describe('docs/guides/operating.md, examining the log', () => {
  it('lists every check, in its order', () => {
    const [, section = ''] = readDocument('docs/guides/operating.md').split('## Examining the log');
    const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => name);
    expect(rows).to.deep.equal([...checkNames]);
  });
});

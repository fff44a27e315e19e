import { auditErrorCodes } from '@auditrail/core';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';

describe('docs/errors.md', () => {
  it('explains every code, in order, and no other', () => {
    const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    const headings = [...page.matchAll(/^## ([A-Z_]+)$/gm)].map(([, heading]) => heading);
    expect(headings).to.deep.equal([...auditErrorCodes]);
  });
});

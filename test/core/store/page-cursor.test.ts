import { expect } from 'chai';
import fc from 'fast-check';
import { parseEventQuery } from '@auditrail/core';
import { createCursor, parseCursor } from '#core/store/page-cursor.js';

const conditions = { actorId: 'u-1', action: 'invoice.pay' };
const position = { occurredAt: '2026-11-22T08:16:00.000Z', id: '01936d5c-0000-7000-8000-0123456789ab' };
const cursor = createCursor({ conditions }, position);

/** The cursor with one of its parts changed. */
function forge(part: number, value: unknown): string {
  const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
  return Buffer.from(JSON.stringify(parts.with(part, value))).toString('base64url');
}

describe('createCursor', () => {
  it('fits into a URL as it is', () => {
    expect(cursor).to.match(/^[\w-]+$/);
  });

  it('names no condition', () => {
    expect(Buffer.from(cursor, 'base64url').toString()).not.to.contain('u-1');
  });
});

describe('parseCursor', () => {
  it('gives back the position', () => {
    expect(parseCursor(cursor, conditions)._unsafeUnwrap()).to.deep.equal(position);
  });

  it('does not mind the order of the conditions', () => {
    expect(parseCursor(cursor, { action: 'invoice.pay', actorId: 'u-1' }).isOk()).to.be.true;
  });

  it('refuses a cursor under another filter', () => {
    for (const other of [{}, { actorId: 'u-1' }, { ...conditions, actorId: 'u-2' }, { ...conditions, tenant: 't' }]) {
      expect(parseCursor(cursor, other)._unsafeUnwrapErr()).to.include({
        code: 'CURSOR_INVALID',
        message: 'The cursor belongs to a page with another filter',
      });
    }
  });

  it('lets the limit change from page to page', () => {
    const filter = { actor: { id: 'u-1' }, action: 'invoice.pay', cursor };
    expect(parseEventQuery({ ...filter, limit: 5 })._unsafeUnwrap()).to.deep.include({ after: position, limit: 5 });
  });

  const changed: [what: string, cursor: string][] = [
    ['of another version', forge(0, 2)],
    ['without its digest', forge(1, null)],
    ['with a time that is no text', forge(2, 0)],
    ['with a time of another form', forge(2, '2026-11-22T08:16:00Z')],
    ['with a month that does not exist', forge(2, '2026-99-22T08:16:00.000Z')],
    ['with a day that does not exist', forge(2, '2026-02-30T08:16:00.000Z')],
    ['with an id that is none', forge(3, "' OR 1=1 --")],
    ['that is cut', cursor.slice(0, -10)],
    ['that is text', 'garbage'],
    ['that is another JSON', Buffer.from('{"a":1}').toString('base64url')],
    ['that is JSON null', Buffer.from('null').toString('base64url')],
  ];
  for (const [what, text] of changed) {
    it(`refuses one ${what}`, () => {
      expect(parseCursor(text, conditions)._unsafeUnwrapErr().code).to.equal('CURSOR_INVALID');
    });
  }

  it('refuses any text that no page came with', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseCursor(text, conditions)._unsafeUnwrapErr().code).to.equal('CURSOR_INVALID');
      }),
    );
  });

  it('fails a query with CURSOR_INVALID, not with QUERY_INVALID', () => {
    expect(parseEventQuery({ cursor: 'garbage' })._unsafeUnwrapErr().code).to.equal('CURSOR_INVALID');
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { parseEventQuery } from '@auditrail/core';
import { fitIdentifier } from '#core/event/envelope-text.js';

const conditionsOf = (filter: unknown) => parseEventQuery(filter)._unsafeUnwrap().conditions;

describe('parseEventQuery', () => {
  it('asks for the newest hundred of all events when given nothing', () => {
    expect(parseEventQuery({})._unsafeUnwrap()).to.deep.equal({ conditions: {}, limit: 100, offset: 0 });
  });

  it('brings every field into one form', () => {
    expect(
      conditionsOf({
        actor: { type: 'user', id: 1 },
        action: 'invoice.pay',
        resource: { type: 'invoice', id: 2n },
        subject: { type: 'customer', id: 'c' },
        outcome: 'denied',
        tenant: 't',
        requestId: 'r',
        source: 'http',
        from: '2026-01-31T01:00:00+01:00',
        to: new Date(0),
      }),
    ).to.deep.equal({
      actorType: 'user',
      actorId: '1',
      action: 'invoice.pay',
      resourceType: 'invoice',
      resourceId: '2',
      subjectType: 'customer',
      subjectId: 'c',
      outcome: 'denied',
      tenant: 't',
      requestId: 'r',
      source: 'http',
      from: '2026-01-31T00:00:00.000Z',
      to: '1970-01-01T00:00:00.000Z',
    });
  });

  it('takes what is undefined for missing', () => {
    const filter = {
      actor: { type: undefined, id: undefined },
      action: undefined,
      limit: undefined,
      cursor: undefined,
    };
    expect(parseEventQuery(filter)._unsafeUnwrap()).to.deep.equal({ conditions: {}, limit: 100, offset: 0 });
  });

  it('makes a prefix of an action that ends in .*', () => {
    expect(conditionsOf({ action: 'user.*' })).to.deep.equal({ actionPrefix: 'user.' });
    expect(conditionsOf({ action: '.*' })).to.deep.equal({});
  });

  it('asks for a long identifier as it was stored', () => {
    const id = 'x'.repeat(500);
    expect(conditionsOf({ resource: { id } })).to.deep.equal({ resourceId: fitIdentifier(id) });
  });

  it('cuts a time to milliseconds', () => {
    expect(conditionsOf({ from: '2026-01-01T00:00:00.123999Z' })).to.deep.equal({ from: '2026-01-01T00:00:00.123Z' });
  });

  it('accepts limits from 1 to 1,000 and any offset', () => {
    expect(parseEventQuery({ limit: 1 })._unsafeUnwrap().limit).to.equal(1);
    expect(parseEventQuery({ limit: 1000, offset: 1_000_000 })._unsafeUnwrap()).to.include({
      limit: 1000,
      offset: 1_000_000,
    });
  });

  const wrong: [what: string, filter: unknown, message: RegExp][] = [
    ['nothing', undefined, /^Query: the filter is not an object$/],
    ['null', null, /^Query: the filter is not an object$/],
    ['text', 'secret', /^Query: the filter is not an object$/],
    ['an unknown filter', { user: 1 }, /^Query: there is no filter "user"$/],
    ['an own __proto__', JSON.parse('{"__proto__": 1}'), /^Query: there is no filter "__proto__"$/],
    ['an inherited name', { constructor: 1 }, /^Query: there is no filter "constructor"$/],
    ['an unknown part of the actor', { actor: { name: 'x' } }, /^Query: there is no filter "actor.name"$/],
    ['an actor that is text', { actor: 'secret' }, /^Query: actor is not an object$/],
    ['an unknown type of actor', { actor: { type: 'secret' } }, /^Query: actor.type is none of user/],
    ['an empty id', { actor: { id: '' } }, /^Query: actor.id is neither/],
    ['an id that is NaN', { resource: { id: NaN } }, /^Query: resource.id is neither/],
    ['an id that is an operator', { subject: { id: { $gt: 'secret' } } }, /^Query: subject.id is neither/],
    ['an empty resource type', { resource: { type: '' } }, /^Query: resource.type is not a non-empty text$/],
    ['an action that is a list', { action: ['secret'] }, /^Query: action is not a non-empty text$/],
    ['an unknown outcome', { outcome: 'secret' }, /^Query: outcome is none of/],
    ['an unknown source', { source: 'secret' }, /^Query: source is none of/],
    ['a time without a zone', { from: '2026-01-01T00:00:00' }, /^Query: from is neither a valid Date/],
    ['a date alone', { to: '2026-01-01' }, /^Query: to is neither a valid Date/],
    ['a month that does not exist', { to: '2026-13-01T00:00:00Z' }, /^Query: to is neither a valid Date/],
    ['an invalid Date', { from: new Date(NaN) }, /^Query: from is neither a valid Date/],
    ['a time as a number', { from: 0 }, /^Query: from is neither a valid Date/],
    ['the year 0, which databases do not have', { from: '0000-06-01T00:00:00Z' }, /^Query: from is neither a valid/],
    ['a year of five digits', { to: new Date(8.64e15) }, /^Query: to is neither a valid Date/],
    ['a limit of 0', { limit: 0 }, /^Query: limit is not a whole number from 1 to 1000$/],
    ['a limit of 1,001', { limit: 1001 }, /^Query: limit is not/],
    ['a limit of 1.5', { limit: 1.5 }, /^Query: limit is not/],
    ['a limit that is text', { limit: '10' }, /^Query: limit is not/],
    ['a limit that is null', { limit: null }, /^Query: limit is not/],
    ['a negative offset', { offset: -1 }, /^Query: offset is not a whole number/],
    ['offset and cursor together', { offset: 1, cursor: 'x' }, /^Query: offset and cursor exclude each other$/],
    ['a cursor that is no text', { cursor: 5 }, /^Query: cursor is not a non-empty text$/],
    [
      'a getter that throws',
      {
        get action() {
          throw new Error('secret');
        },
      },
      /^Query: the filter could not be read$/,
    ],
  ];
  for (const [what, filter, message] of wrong) {
    it(`refuses ${what} with QUERY_INVALID, naming it and no value`, () => {
      const error = parseEventQuery(filter)._unsafeUnwrapErr();
      expect(error.code).to.equal('QUERY_INVALID');
      expect(error.message).to.match(message).and.not.contain('secret');
    });
  }

  it('answers anything with a result', () => {
    fc.assert(
      fc.property(fc.anything(), (filter) => {
        parseEventQuery(filter);
      }),
    );
  });
});

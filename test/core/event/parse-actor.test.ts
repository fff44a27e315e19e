import { expect } from 'chai';
import fc from 'fast-check';
import { parseActor } from '#core/event/parse-actor.js';

const refusal = (actor: unknown) => parseActor(actor)._unsafeUnwrapErr();

describe('parseActor', () => {
  it('keeps type, id and name, and nothing else', () => {
    const actor = parseActor({ type: 'user', id: 'u-1', name: 'Ada', password: 'x' });
    expect(actor._unsafeUnwrap()).to.deep.equal({ type: 'user', id: 'u-1', name: 'Ada' });
  });

  it('keeps both identities under impersonation', () => {
    const actor = parseActor({ type: 'user', id: 'admin', onBehalfOf: { type: 'user', id: 7, name: 'Bo' } });
    expect(actor._unsafeUnwrap()).to.deep.equal({
      type: 'user',
      id: 'admin',
      onBehalfOf: { type: 'user', id: '7', name: 'Bo' },
    });
  });

  it('freezes the actor and the one it acts for', () => {
    const actor = parseActor({ type: 'user', id: 1, onBehalfOf: { type: 'user', id: 2 } })._unsafeUnwrap();
    expect(actor).to.be.frozen;
    expect(actor.onBehalfOf).to.be.frozen;
  });

  it('leaves out an empty name, a null name and a null onBehalfOf', () => {
    expect(parseActor({ type: 'user', id: 1, name: '', onBehalfOf: null })._unsafeUnwrap()).to.have.all.keys(
      'type',
      'id',
    );
    expect(parseActor({ type: 'user', id: 1, name: null })._unsafeUnwrap()).to.have.all.keys('type', 'id');
  });

  it('needs no id for a system or an anonymous party', () => {
    expect(parseActor({ type: 'system' }).isOk()).to.be.true;
    expect(parseActor({ type: 'anonymous' }).isOk()).to.be.true;
  });

  it('cuts a long name visibly', () => {
    const { name = '' } = parseActor({ type: 'user', id: 1, name: 'n'.repeat(300) })._unsafeUnwrap();
    expect(name).to.have.length(255);
    expect(name.endsWith('n…')).to.be.true;
  });

  const wrong: [problem: string, actor: unknown, message: RegExp][] = [
    ['nothing', undefined, /^The actor is not an object$/],
    ['text', 'secret', /^The actor is not an object$/],
    ['a promise', Promise.resolve({ type: 'user', id: 1 }), /^The actor has a type/],
    ['an unknown type', { type: 'secret', id: 1 }, /^The actor has a type/],
    ['the type that only Auditrail may say', { type: 'unknown' }, /^The actor has a type/],
    ['a user without an id', { type: 'user' }, /^The actor of type user has no id$/],
    ['a service whose id is null', { type: 'service', id: null }, /^The actor of type service has no id$/],
    ['an id that is an object', { type: 'user', id: { secret: 1 } }, /^The actor id is neither/],
    ['an empty id', { type: 'user', id: '' }, /^The actor id is neither/],
    ['a name that is not text', { type: 'user', id: 1, name: 5 }, /^The actor has a name/],
    ['an onBehalfOf that is text', { type: 'user', id: 1, onBehalfOf: 'secret' }, /^The actor's onBehalfOf is not/],
    [
      'an onBehalfOf without an id',
      { type: 'user', id: 1, onBehalfOf: { type: 'user' } },
      /^The actor's onBehalfOf of/,
    ],
    [
      'an onBehalfOf with a wrong id',
      { type: 'user', id: 1, onBehalfOf: { type: 'user', id: NaN } },
      /onBehalfOf id is/,
    ],
  ];
  for (const [problem, actor, message] of wrong) {
    it(`refuses ${problem}, naming the part and no value`, () => {
      const error = refusal(actor);
      expect(error).to.include({ code: 'EVENT_INVALID' });
      expect(error.message).to.match(message).and.not.contain('secret');
    });
  }

  it('refuses a getter that throws, without telling what it threw', () => {
    const actor = {
      get type() {
        throw new Error('secret');
      },
    };
    const error = refusal(actor);
    expect(error).to.include({ code: 'EVENT_INVALID', message: 'The actor could not be read' });
    expect(error).not.to.have.property('cause');
  });

  it('answers anything with a result', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (value) => {
        parseActor(value);
      }),
    );
  });
});

import { expect } from 'chai';
import { parseEnvelope } from '#core/event/parse-envelope.js';

const right = { action: 'invoice.pay', resource: { type: 'invoice', id: 1 } };

describe('parseEnvelope', () => {
  it('turns every identifier into text', () => {
    const envelope = parseEnvelope({ ...right, subject: { type: 'customer', id: 2n }, tenant: 3, causedBy: 'e-4' });
    expect(envelope._unsafeUnwrap()).to.deep.equal({
      action: 'invoice.pay',
      outcome: 'success',
      resource: { type: 'invoice', id: '1' },
      subject: { type: 'customer', id: '2' },
      tenant: '3',
      causedBy: 'e-4',
    });
  });

  it('leaves out what is missing, undefined or null', () => {
    const envelope = parseEnvelope({
      action: 'a',
      outcome: undefined,
      resource: { type: 'r', id: null, name: undefined },
      subject: null,
      tenant: undefined,
      causedBy: null,
    });
    expect(envelope._unsafeUnwrap()).to.deep.equal({ action: 'a', outcome: 'success', resource: { type: 'r' } });
  });

  it('keeps only the known parts of resource and subject', () => {
    const envelope = parseEnvelope({
      ...right,
      resource: { type: 'r', name: 'R', password: 'x' },
      subject: { type: 's', id: 's-1', password: 'x' },
    })._unsafeUnwrap();
    expect(envelope.resource).to.deep.equal({ type: 'r', name: 'R' });
    expect(envelope.subject).to.deep.equal({ type: 's', id: 's-1' });
  });

  it('keeps long identifiers distinct', () => {
    const idOf = (id: string) => parseEnvelope({ ...right, resource: { type: 'r', id } })._unsafeUnwrap().resource.id;
    expect(idOf('x'.repeat(500))).not.to.equal(idOf('x'.repeat(501)));
  });

  const wrong: [part: string, input: object, message: RegExp][] = [
    ['no action', { action: undefined }, /^The action is not a non-empty text$/],
    ['an empty action', { action: '' }, /^The action is not a non-empty text$/],
    ['an action that is no text', { action: { secret: 1 } }, /^The action is not a non-empty text$/],
    ['a long action', { action: 'secret'.repeat(50) }, /^The action has more than 255 characters$/],
    ['an action with a NUL', { action: 'secret\0' }, /^The action has characters that cannot be stored$/],
    ['an action with a lone surrogate', { action: 'secret\uD800' }, /^The action has characters/],
    ['no resource', { resource: undefined }, /^The resource is not an object$/],
    ['a resource that is text', { resource: 'secret' }, /^The resource is not an object$/],
    ['a resource without a type', { resource: { id: 'secret' } }, /^The resource type is not/],
    ['a resource with a long type', { resource: { type: 'secret'.repeat(50) } }, /^The resource type has more/],
    ['a resource with a wrong id', { resource: { type: 'r', id: ['secret'] } }, /^The resource id is neither/],
    ['a resource with an empty id', { resource: { type: 'r', id: '' } }, /^The resource id is neither/],
    ['a resource with a wrong name', { resource: { type: 'r', name: ['secret'] } }, /^The resource name is not text$/],
    ['a subject that is text', { subject: 'secret' }, /^The subject is not an object$/],
    ['a subject without a type', { subject: { id: 'secret' } }, /^The subject type is not/],
    ['a subject without an id', { subject: { type: 'secret' } }, /^The subject has no id$/],
    ['a subject with a wrong id', { subject: { type: 's', id: { secret: 1 } } }, /^The subject id is neither/],
    ['a wrong tenant', { tenant: { secret: 1 } }, /^The tenant is neither/],
    ['a wrong causedBy', { causedBy: ['secret'] }, /^causedBy is neither/],
    ['a wrong outcome', { outcome: 'secret' }, /^The outcome is none of attempted, success, failure and denied$/],
    ['a field that does not exist', { user: 'secret' }, /^There is no event field "user"$/],
  ];
  for (const [part, input, message] of wrong) {
    it(`refuses ${part}, naming the field and never its value`, () => {
      const error = parseEnvelope({ ...right, ...input })._unsafeUnwrapErr();
      expect(error.code).to.equal('EVENT_INVALID');
      expect(error.message).to.match(message).and.not.contain('secret');
    });
  }

  it('names a field that does not exist by at most 64 characters', () => {
    const error = parseEnvelope({ ...right, ['x'.repeat(10_000)]: 1 })._unsafeUnwrapErr();
    expect(error.message).to.have.length.below(100);
  });
});

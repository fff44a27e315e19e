import { expect } from 'chai';
import fc from 'fast-check';
import { eventBody, parseEvent, runWithAuditContext, type AuditEvent, type CapturedEvent } from '@auditrail/core';
import { createTestTrail } from '../recorder/test-trail.js';

const { audit } = createTestTrail();

const request = { id: 'r-1', method: 'POST', route: '/invoices/:id', ip: '192.0.2.1' };
const full: AuditEvent = runWithAuditContext(
  { v: 1, actor: { type: 'user', id: 'u-1', onBehalfOf: { type: 'user', id: 'u-2' } }, tenant: 't', request },
  () =>
    audit
      .capture({
        action: 'invoice.update',
        resource: { type: 'invoice', id: 1, name: 'No. 1' },
        source: 'sequelize',
        subject: { type: 'customer', id: 2 },
        reason: 'asked for',
        causedBy: 'e-1',
        changes: { total: { old: 1, new: 2 }, password: { old: 'a', new: 'b' } },
        metadata: { a: [1, null] },
      })
      ._unsafeUnwrap(),
);

const id = fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.integer(), fc.bigInt());
const captured: fc.Arbitrary<CapturedEvent> = fc.record(
  {
    action: fc.stringMatching(/^[a-z.]{1,255}$/),
    resource: fc.record({ type: fc.stringMatching(/^[a-z]{1,9}$/), id, name: fc.string({ unit: 'binary' }) }),
    source: fc.constantFrom('http', 'sequelize', 'trigger', 'application'),
    outcome: fc.constantFrom('attempted', 'success', 'failure', 'denied'),
    subject: fc.record({ type: fc.stringMatching(/^[a-z]{1,9}$/), id }),
    reason: fc.string({ unit: 'binary' }),
    tenant: fc.string({ unit: 'binary', minLength: 1 }),
    changes: fc.dictionary(fc.string(), fc.record({ old: fc.anything(), new: fc.anything() })),
    metadata: fc.anything(),
  },
  { requiredKeys: ['action', 'resource', 'source'] },
);

describe('parseEvent', () => {
  it('accepts every event that capture makes, after its way through JSON', () => {
    fc.assert(
      fc.property(captured, (observed) => {
        const event = audit.capture(observed)._unsafeUnwrap();
        expect(parseEvent(JSON.parse(eventBody(event)))._unsafeUnwrap()).to.deep.equal(event);
      }),
    );
  });

  it('accepts an event with every field', () => {
    expect(Object.keys(full)).to.have.length(16);
    expect(parseEvent(full).isOk()).to.be.true;
  });

  it('accepts fields that a later version may add', () => {
    expect(parseEvent({ ...full, added: 1 }).isOk()).to.be.true;
  });

  const wrong: Record<string, readonly unknown[]> = {
    v: [undefined, 2, '1'],
    id: [undefined, 1, '01936d5c-0000-4000-8000-000000000000', '01936d5c-0000-7000-c000-000000000000'],
    occurredAt: [undefined, 0, '2026-11-22', '2026-11-22T08:16:00Z', '2026-11-22T08:16:00.000+01:00'],
    actor: [undefined, null, 'u-1', {}, { type: 'secret' }, { type: 'user', id: 1 }, { type: 'user', onBehalfOf: {} }],
    action: [undefined, 1],
    outcome: [undefined, 'secret'],
    resource: [undefined, 'secret', {}, { type: 'r', id: 1 }, { type: 'r', name: 1 }],
    source: [undefined, 'secret'],
    subject: [null, 'secret', { type: 's' }, { type: 's', id: 1 }],
    reason: [null, 1],
    tenant: [null, 1],
    changes: [null, [], 'secret', { a: 'secret' }, { a: null }],
    redactions: [null, [], { '/a': 'secret' }],
    request: [null, {}, { id: 'r', method: 1 }, { ...request, ip: 1 }, { ...request, route: null }],
    causedBy: [null, 1],
  };
  for (const [field, values] of Object.entries(wrong)) {
    it(`refuses a wrong ${field}, naming it and no value`, () => {
      for (const value of values) {
        const error = parseEvent({ ...full, [field]: value })._unsafeUnwrapErr();
        expect(error).to.include({ code: 'EVENT_INVALID', message: `The event has a wrong ${field}` });
      }
    });
  }

  it('names every wrong field', () => {
    const { message } = parseEvent({ ...full, id: 1, tenant: 1 })._unsafeUnwrapErr();
    expect(message).to.equal('The event has a wrong id, tenant');
  });

  const others: [what: string, value: unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['text', 'secret'],
    ['a list', [full]],
  ];
  for (const [what, value] of others) {
    it(`refuses ${what}`, () => {
      expect(parseEvent(value)._unsafeUnwrapErr().message).to.equal('The event is not an object');
    });
  }
});

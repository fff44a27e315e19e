import { AuditError, MemoryAuditStore, parseEvent } from '@auditrail/core';
import { buildEvent, createFixedClock, type EventOverrides } from '@auditrail/testing';
import { expect } from 'chai';

describe('buildEvent', () => {
  it('builds a valid, frozen event of nothing', () => {
    const event = buildEvent();
    expect(parseEvent(event).isOk()).to.be.true;
    expect(event).to.be.frozen;
    expect(event).to.deep.equal({
      v: 1,
      id: event.id,
      occurredAt: '2026-01-01T00:00:00.000Z',
      actor: { type: 'user', id: 'user-1' },
      action: 'invoice.update',
      outcome: 'success',
      resource: { type: 'invoice', id: 'invoice-1' },
      source: 'application',
    });
  });

  it('builds the same event of the same overrides', () => {
    expect(buildEvent({ tenant: 't' })).to.deep.equal(buildEvent({ tenant: 't' }));
  });

  it('gives events that differ ids that differ, so that a store takes both', async () => {
    const store = new MemoryAuditStore();
    (await store.append([buildEvent(), buildEvent({ action: 'invoice.send' })]))._unsafeUnwrap();
    expect(store.events).to.have.length(2);
  });

  it('puts the time into the id', () => {
    const { id } = buildEvent({ occurredAt: '2026-11-22T08:16:00.123Z' });
    const ms = Number.parseInt(id.slice(0, 13).replace('-', ''), 16);
    expect(new Date(ms).toISOString()).to.equal('2026-11-22T08:16:00.123Z');
  });

  it('takes id and time of a clock', () => {
    const clock = createFixedClock();
    const [first, second] = [buildEvent({ ...clock() }), buildEvent({ ...clock() })];
    expect(second.id > first.id).to.be.true;
  });

  it('keeps the other fields of the actor and the resource', () => {
    const event = buildEvent({ actor: { name: 'Ada' }, resource: { id: 'invoice-2' } });
    expect(event.actor).to.deep.equal({ type: 'user', id: 'user-1', name: 'Ada' });
    expect(event.resource).to.deep.equal({ type: 'invoice', id: 'invoice-2' });
  });

  it('completes a subject and a request of which one field is named', () => {
    const event = buildEvent({ subject: { id: 'customer-7' }, request: { ip: '203.0.113.9' } });
    expect(event.subject).to.deep.equal({ type: 'customer', id: 'customer-7' });
    expect(event.request).to.deep.equal({ id: 'request-1', method: 'POST', ip: '203.0.113.9' });
  });

  it('leaves out what is undefined', () => {
    const event = buildEvent({
      actor: { type: 'unknown', id: undefined },
      resource: { id: undefined },
      tenant: undefined,
    });
    expect(event.actor).to.deep.equal({ type: 'unknown' });
    expect(event.resource).to.deep.equal({ type: 'invoice' });
    expect(event).not.to.have.property('tenant');
  });

  it('replaces changes and metadata whole', () => {
    const data = {
      changes: { status: { new: 'sent' } },
      metadata: { a: [1] },
      redactions: { '/metadata/b': 'drop' },
    } as const;
    expect(buildEvent(data)).to.deep.include(data);
  });

  const wrong: [what: string, overrides: unknown][] = [
    ['an id that is none', { id: 'event-1' }],
    ['a time that is none', { occurredAt: 'yesterday' }],
    ['a time without milliseconds', { occurredAt: '2026-01-01T00:00:00Z' }],
    ['an unknown outcome', { outcome: 'fine' }],
    ['a missing action', { action: undefined }],
    ['an unknown type of actor', { actor: { type: 'admin' } }],
  ];
  for (const [what, overrides] of wrong) {
    it(`throws EVENT_INVALID for ${what}`, () => {
      expect(() => buildEvent(overrides as EventOverrides))
        .to.throw(AuditError)
        .with.property('code', 'EVENT_INVALID');
    });
  }
});

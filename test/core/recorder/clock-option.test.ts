import { expect } from 'chai';
import { createAuditTrail, MemoryAuditStore, type EventMoment } from '@auditrail/core';
import { paid } from './test-trail.js';

const moment: EventMoment = { id: '01936d5c-0000-7000-8000-0123456789ab', occurredAt: '2026-01-31T00:00:00.000Z' };

/** A trail whose clock says what a test wants, and the codes its `onError` heard. */
function createTrailAt(clock: () => unknown) {
  const store = new MemoryAuditStore();
  const codes: string[] = [];
  const audit = createAuditTrail({ store, clock: clock as () => EventMoment, onError: ({ code }) => codes.push(code) });
  return { audit, store, codes };
}

describe("createAuditTrail's clock", () => {
  it('gives each event its id and time', async () => {
    const { audit, store } = createTrailAt(() => moment);
    expect((await audit.record(paid))._unsafeUnwrap()).to.deep.equal(moment);
    expect(store.events[0]).to.include(moment);
  });

  it('gives an event nothing but its id and time', () => {
    const { audit } = createTrailAt(() => ({ ...moment, source: 'sequelize', tenant: 't' }));
    const event = audit.capture({ ...paid, source: 'application' })._unsafeUnwrap();
    expect(event.source).to.equal('application');
    expect(event).not.to.have.property('tenant');
  });

  const wrong: [what: string, clock: () => unknown][] = [
    ['nothing', () => undefined],
    ['null', () => null],
    ['an id that is none', () => ({ ...moment, id: 'event-1' })],
    ['a UUID of version 4', () => ({ ...moment, id: '01936d5c-0000-4000-8000-0123456789ab' })],
    ['an id in upper case', () => ({ ...moment, id: moment.id.toUpperCase() })],
    ['a time without milliseconds', () => ({ ...moment, occurredAt: '2026-01-31T00:00:00Z' })],
    ['a day that does not exist', () => ({ ...moment, occurredAt: '2026-02-30T00:00:00.000Z' })],
    ['a month that does not exist', () => ({ ...moment, occurredAt: '2026-13-01T00:00:00.000Z' })],
    ['a Date', () => ({ ...moment, occurredAt: new Date() })],
    [
      'a failure',
      () => {
        throw new Error('no time');
      },
    ],
  ];
  for (const [what, clock] of wrong) {
    it(`fails the event with EVENT_INVALID, and reports it, when it says ${what}`, async () => {
      const { audit, store, codes } = createTrailAt(clock);
      expect((await audit.record(paid))._unsafeUnwrapErr().code).to.equal('EVENT_INVALID');
      expect(codes).to.deep.equal(['EVENT_INVALID']);
      expect(store.events).to.deep.equal([]);
    });
  }
});

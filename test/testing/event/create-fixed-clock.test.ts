import { AuditError, createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { createFixedClock } from '@auditrail/testing';
import { expect } from 'chai';

describe('createFixedClock', () => {
  it('stands still while its ids rise', () => {
    const clock = createFixedClock();
    expect([clock(), clock()]).to.deep.equal([
      { id: '019b76da-a800-7000-8000-000000000001', occurredAt: '2026-01-01T00:00:00.000Z' },
      { id: '019b76da-a800-7000-8000-000000000002', occurredAt: '2026-01-01T00:00:00.000Z' },
    ]);
  });

  it('starts at a given time, as text or as a Date', () => {
    const text = '2026-11-22T08:16:00.123Z';
    expect(createFixedClock(text)().occurredAt).to.equal(text);
    expect(createFixedClock(new Date(text))()).to.deep.equal(createFixedClock(text)());
  });

  it('is not moved by a Date that changes later', () => {
    const start = new Date('2026-01-01T00:00:00.000Z');
    const clock = createFixedClock(start);
    start.setUTCFullYear(2030);
    expect(clock().occurredAt).to.equal('2026-01-01T00:00:00.000Z');
  });

  it('goes on by what it is advanced', () => {
    const clock = createFixedClock();
    const before = clock();
    clock.advance(1_500);
    const after = clock();
    expect(after.occurredAt).to.equal('2026-01-01T00:00:01.500Z');
    expect(after.id > before.id).to.be.true;
  });

  it('is a clock for an audit trail', async () => {
    const store = new MemoryAuditStore();
    const clock = createFixedClock();
    const audit = createAuditTrail({ store, clock });
    const event = { action: 'invoice.send', resource: { type: 'invoice', id: 1 } };
    const first = (await audit.record(event))._unsafeUnwrap();
    clock.advance(60_000);
    const second = (await audit.record(event))._unsafeUnwrap();
    expect(first).to.deep.equal(createFixedClock()());
    expect(second.occurredAt).to.equal('2026-01-01T00:01:00.000Z');
  });

  const wrong: [what: string, call: () => unknown][] = [
    ['a start that is no time', () => createFixedClock('yesterday')],
    ['a start before 1970', () => createFixedClock('1969-12-31T23:59:59.999Z')],
    ['a start after 9999', () => createFixedClock(new Date(Date.UTC(10_000, 0)))],
    ['a step back', () => createFixedClock().advance(-1)],
    ['part of a millisecond', () => createFixedClock().advance(0.5)],
    ['a step that is no number', () => createFixedClock().advance(NaN)],
    ['a step out of the calendar', () => createFixedClock().advance(Number.MAX_SAFE_INTEGER)],
  ];
  for (const [what, call] of wrong) {
    it(`throws OPTIONS_INVALID for ${what}`, () => {
      expect(call).to.throw(AuditError).with.property('code', 'OPTIONS_INVALID');
    });
  }
});

import { expect } from 'chai';
import { eventBody, type AuditEvent } from '@auditrail/core';

const event: AuditEvent = {
  v: 1,
  id: '01936d5c-0000-7000-8000-000000000000',
  occurredAt: '2026-11-22T08:16:00.000Z',
  source: 'application',
  resource: { type: 'r' },
  outcome: 'success',
  actor: { type: 'system' },
  action: 'a',
};

describe('eventBody', () => {
  it('is the canonical JSON of the event', () => {
    expect(eventBody(event)).to.equal(
      '{"action":"a","actor":{"type":"system"},"id":"01936d5c-0000-7000-8000-000000000000",' +
        '"occurredAt":"2026-11-22T08:16:00.000Z","outcome":"success","resource":{"type":"r"},' +
        '"source":"application","v":1}',
    );
  });

  it('follows an event that is not frozen', () => {
    const changing = { ...event };
    eventBody(changing);
    changing.action = 'b';
    expect(eventBody(changing)).to.contain('"action":"b"');
  });

  it('stays what it was for a frozen event', () => {
    const metadata = { a: 1 };
    const frozen = Object.freeze({ ...event, metadata });
    const body = eventBody(frozen);
    metadata.a = 2;
    expect(eventBody(frozen)).to.equal(body);
  });
});

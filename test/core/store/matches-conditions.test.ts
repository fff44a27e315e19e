import { expect } from 'chai';
import { matchesConditions } from '#core/store/matches-conditions.js';
import type { EventConditions } from '@auditrail/core';
import { eventNumber } from './stored-event.js';

const event = eventNumber(0, {
  actor: { type: 'user', id: 'u-1' },
  action: 'invoice.pay',
  outcome: 'denied',
  resource: { type: 'invoice', id: 'i-1' },
  subject: { type: 'customer', id: 'c-1' },
  tenant: 't-1',
  request: { id: 'r-1', method: 'POST' },
  source: 'http',
});

const time = '2026-01-01T00:00:00.000Z';
const met: EventConditions = {
  actorType: 'user',
  actorId: 'u-1',
  action: 'invoice.pay',
  actionPrefix: 'invoice.',
  resourceType: 'invoice',
  resourceId: 'i-1',
  subjectType: 'customer',
  subjectId: 'c-1',
  outcome: 'denied',
  tenant: 't-1',
  requestId: 'r-1',
  source: 'http',
  from: time,
  to: time,
};

const missed: Required<EventConditions> = {
  actorType: 'service',
  actorId: 'u-2',
  action: 'invoice',
  actionPrefix: 'user.',
  resourceType: 'Invoice',
  resourceId: 'i-2',
  subjectType: 'user',
  subjectId: 'c-2',
  outcome: 'success',
  tenant: 't-2',
  requestId: 'r-2',
  source: 'trigger',
  from: '2026-01-01T00:00:00.001Z',
  to: '2025-12-31T23:59:59.999Z',
};

describe('matchesConditions', () => {
  it('is true without conditions', () => {
    expect(matchesConditions(event, {})).to.be.true;
  });

  it('is true when all are met, both ends of the time included', () => {
    expect(matchesConditions(event, met)).to.be.true;
  });

  for (const [name, value] of Object.entries(missed)) {
    it(`is false when only ${name} is missed`, () => {
      expect(matchesConditions(event, { ...met, [name]: value })).to.be.false;
    });
  }

  for (const name of ['actorId', 'resourceId', 'subjectType', 'subjectId', 'tenant', 'requestId'] as const) {
    it(`is false when the event has nothing that ${name} could meet`, () => {
      const bare = eventNumber(0, { actor: { type: 'user' }, resource: { type: 'invoice' } });
      expect(matchesConditions(bare, { [name]: met[name] })).to.be.false;
    });
  }
});

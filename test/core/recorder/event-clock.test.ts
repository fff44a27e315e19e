import { expect } from 'chai';
import sinon from 'sinon';
import { createEventClock, nextEventMoment, type EventClock, type EventMoment } from '#core/recorder/event-clock.js';

const uuidv7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function idTime({ id }: EventMoment): string {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString();
}

function expectRising(moments: readonly EventMoment[]): void {
  for (const [index, moment] of moments.entries()) {
    const before = moments[index - 1];
    if (before === undefined) continue;
    if (!(moment.id > before.id)) expect.fail(`${moment.id} does not come after ${before.id}`);
    if (moment.occurredAt < before.occurredAt) expect.fail(`${moment.occurredAt} is before ${before.occurredAt}`);
  }
}

describe('createEventClock', () => {
  let next: EventClock;
  const make = (count: number) => Array.from({ length: count }, next);

  beforeEach(() => {
    next = createEventClock();
  });
  afterEach(() => sinon.restore());

  it('makes UUIDs of version 7 and the RFC 9562 variant', () => {
    for (const { id } of make(1000)) expect(id).to.match(uuidv7);
  });

  it('says the time of the id, in RFC 3339 with milliseconds', () => {
    for (const moment of make(1000)) expect(moment.occurredAt).to.equal(idTime(moment));
  });

  it('says the present time', () => {
    sinon.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] });
    expect(next().occurredAt).to.equal(new Date().toISOString());
  });

  it('makes ids that rise as text over 100,000 calls', () => {
    expectRising(make(100_000));
  });

  it('goes on rising when the clock steps back', () => {
    const clock = sinon.useFakeTimers({ now: Date.now() + 7_200_000, toFake: ['Date'] });
    const before = make(3);
    clock.setSystemTime(Date.now() - 3_600_000);
    expectRising([...before, ...make(3)]);
  });

  it('goes on rising when more fall into one millisecond than its counter holds', () => {
    sinon.useFakeTimers({ now: Date.now() + 10_800_000, toFake: ['Date'] });
    const moments = make(3 * 4096);
    expectRising(moments);
    for (const moment of moments) expect(moment.occurredAt).to.equal(idTime(moment));
  });

  it('fits at least 2,048 into one millisecond before it borrows the next', () => {
    sinon.useFakeTimers({ now: Date.now() + 14_400_000, toFake: ['Date'] });
    const now = new Date().toISOString();
    for (const { occurredAt } of make(2048)) expect(occurredAt).to.equal(now);
  });
});

describe('nextEventMoment', () => {
  it('makes ids that rise over the whole process', () => {
    expectRising(Array.from({ length: 100 }, nextEventMoment));
  });
});

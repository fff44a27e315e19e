import type { AuditEvent, AuditStore } from '@auditrail/core';
import { buildEvent, type EventOverrides } from '../event/build-event.js';
import { createFixedClock, type FixedClock } from '../event/create-fixed-clock.js';
import { expectSuccess } from './expect-outcome.js';

/** A clock of the last hour: a store may doubt the times of events that are far from its own. */
export function createRuleClock(): FixedClock {
  return createFixedClock(new Date(Date.now() - 3_600_000));
}

/** Events a millisecond apart, the oldest first. */
export function buildEvents(
  count: number,
  overridesOf: (index: number) => EventOverrides = () => ({}),
  clock: FixedClock = createRuleClock(),
): readonly AuditEvent[] {
  return Array.from({ length: count }, (_, index) => {
    clock.advance(1);
    return buildEvent({ ...clock(), ...overridesOf(index) });
  });
}

/** Appends each event by a call of its own, one after the other. */
export async function appendEach(store: AuditStore, events: readonly AuditEvent[]): Promise<void> {
  for (const event of events) await expectSuccess(store.append([event]));
}

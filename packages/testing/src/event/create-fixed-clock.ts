import { AuditError, type EventClock } from '@auditrail/core';
import { eventIdAt } from './event-id.js';

/** A clock that stands still: the `clock` option of `createAuditTrail` for tests. */
export interface FixedClock extends EventClock {
  /** Lets time pass, in whole milliseconds. Throws OPTIONS_INVALID for less than 0: times of events never fall. */
  advance(ms: number): void;
}

/**
 * Makes a clock that stands at `start` (default 2026-01-01T00:00:00.000Z) until it is advanced.
 * Its ids rise by one a call; two clocks with the same start say the same. Throws OPTIONS_INVALID for a wrong start.
 */
export function createFixedClock(start: string | Date = '2026-01-01T00:00:00.000Z'): FixedClock {
  let now = dateAt(new Date(start).getTime());
  let calls = 0;
  const tell: EventClock = () => {
    calls += 1;
    return { id: eventIdAt(now, calls.toString(16).padStart(12, '0')), occurredAt: now.toISOString() };
  };
  return Object.assign(tell, {
    advance: (ms: number) => {
      if (!Number.isSafeInteger(ms) || ms < 0) throw refuse('advance needs whole milliseconds, 0 or more');
      now = dateAt(now.getTime() + ms);
    },
  });
}

function dateAt(ms: number): Date {
  const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
  if (!(ms >= 0 && ms <= lastMs)) throw refuse('the time is not between 1970 and 9999');
  return new Date(ms);
}

function refuse(problem: string): AuditError {
  return new AuditError('OPTIONS_INVALID', `createFixedClock: ${problem}`);
}

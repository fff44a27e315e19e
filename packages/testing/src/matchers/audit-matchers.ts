import type { StoredEvent } from '@auditrail/core';
import { describeClosest, describeExpected, type ComparedEvent } from './describe-events.js';
import { parseExpectedEvent, type ExpectedEvent } from './expected-event.js';
import { findDifferences } from './find-differences.js';
import { readRecordedEvents } from './read-recorded-events.js';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the place where chai's types take additions
  namespace Chai {
    interface Assertion {
      /**
       * Expects an AuditTrail or a MemoryAuditStore to hold an event with these fields, at least one.
       * Waits for recordings under way; must be awaited.
       */
      recorded(expected: ExpectedEvent): Promise<void>;
      /** Like `recorded`, exactly one. */
      recordedOnce(expected: ExpectedEvent): Promise<void>;
    }
  }
}

/** What the matchers use of chai: by shape, so that this package's types need none of chai's. */
interface ChaiAssertion {
  readonly _obj: unknown;
  assert(holds: boolean, message: () => string, negatedMessage: () => string): void;
}
interface ChaiLibrary {
  readonly Assertion: {
    addMethod(name: string, method: (this: never, expected: ExpectedEvent) => Promise<void>): void;
  };
}

/** The chai plugin: `chai.use(auditMatchers)`. For chai 5 and 6. */
export function auditMatchers({ Assertion }: ChaiLibrary): void {
  Assertion.addMethod('recorded', async function (this: ChaiAssertion, expected) {
    const { what, events, found } = await search(this._obj, expected);
    this.assert(
      found.length > 0,
      () => `expected the trail to have recorded ${what}\n${describeOthers(events)}`,
      () => `expected the trail not to have recorded ${what}, but it has\n${describeClosest(found)}`,
    );
  });
  Assertion.addMethod('recordedOnce', async function (this: ChaiAssertion, expected) {
    const { what, events, found } = await search(this._obj, expected);
    const others = () => (found.length > 0 ? describeClosest(found) : describeOthers(events));
    this.assert(
      found.length === 1,
      () => `expected the trail to have recorded once ${what}, but it has ${found.length} times\n${others()}`,
      () => `expected the trail not to have recorded exactly once ${what}, but it has\n${describeClosest(found)}`,
    );
  });
}

async function search(subject: unknown, expected: ExpectedEvent) {
  const parsed = parseExpectedEvent(expected);
  const events: readonly ComparedEvent[] = (await readRecordedEvents(subject)).map((event: StoredEvent) => ({
    event,
    differences: findDifferences(parsed, event),
  }));
  const found = events.filter(({ differences }) => differences.length === 0);
  return { what: describeExpected(parsed), events, found };
}

function describeOthers(events: readonly ComparedEvent[]): string {
  if (events.length === 0) return 'It has recorded nothing.';
  return `It has recorded ${events.length}, of which the closest are:\n${describeClosest(events)}`;
}

import { eventBody, type AuditEvent, type AuditStore } from '@auditrail/core';
import assert from 'node:assert/strict';
import { buildEvent } from '../event/build-event.js';
import { awkwardEvents } from './awkward-events.js';
import { appendEach, buildEvents, createRuleClock } from './rule-events.js';
import { withLog, type StoreRule } from './store-rule.js';
import { readStored, withoutStoreFacts } from './stored-events.js';

const largestBodyBytes = 65_536;

async function expectSameBodies(store: AuditStore, events: readonly AuditEvent[]): Promise<void> {
  const found = new Map((await readStored(store)).map((stored) => [stored.id, withoutStoreFacts(stored)]));
  for (const event of events) {
    const stored = found.get(event.id) ?? assert.fail(`The event ${event.id} is missing`);
    const body = eventBody(event);
    assert.equal(eventBody(stored), body);
    // Canonical JSON sorts by itself, so it cannot tell whether the stored text was sorted.
    assert.equal(JSON.stringify(stored), JSON.stringify(JSON.parse(body)), 'The keys are in another order');
  }
}

/** Events whose bodies have exactly the most bytes that the recorder makes. */
function largestEvents(): readonly AuditEvent[] {
  const clock = createRuleClock();
  return ['x', '漢', '😀'].map((character) => {
    const moment = clock();
    const left = largestBodyBytes - Buffer.byteLength(eventBody(buildEvent({ ...moment, metadata: '' })));
    const size = Buffer.byteLength(character);
    return buildEvent({
      ...moment,
      metadata: character.repeat(Math.floor(left / size)) + 'x'.repeat(left % size),
    });
  });
}

/** What is stored, and that it stays so. */
export const contentRules: readonly StoreRule[] = [
  {
    id: 'bodies-kept',
    title: 'returns every body byte for byte, also with awkward data',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const events = awkwardEvents();
        await appendEach(store, events);
        await expectSameBodies(store, events);
      }),
  },
  {
    id: 'large-bodies-kept',
    title: 'returns bodies of 64 KiB byte for byte',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const events = largestEvents();
        await appendEach(store, events);
        await expectSameBodies(store, events);
      }),
  },
  {
    id: 'store-facts-added',
    title: 'says when it recorded each event, in UTC with microseconds, and by which role',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        await appendEach(store, buildEvents(2));
        const found = await readStored(store);
        assert.equal(found.length, 2);
        for (const { recordedAt, dbRole } of found) {
          assert.match(recordedAt, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/);
          assert.notEqual(dbRole, '');
        }
      }),
  },
  {
    id: 'events-copied',
    title: 'stores events as they were when append was called',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const changeable = buildEvents(2).map((event) => structuredClone({ ...event, metadata: { list: ['first'] } }));
        const asAppended = structuredClone(changeable);
        const appends = changeable.map((event) => store.append([event]));
        for (const event of changeable) {
          event.metadata.list.push('second');
          Object.assign(event, { action: 'changed' });
        }
        await Promise.all(appends);
        await expectSameBodies(store, asAppended);
      }),
  },
  {
    id: 'results-copied',
    title: 'keeps what it holds when a reader changes what it has read',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const events = buildEvents(2, () => ({ metadata: { list: ['first'] } }));
        await appendEach(store, events);
        for (const stored of await readStored(store)) {
          (stored.metadata as { readonly list: string[] }).list.push('second');
          Object.assign(stored, { action: 'changed' });
        }
        await expectSameBodies(store, events);
      }),
  },
];

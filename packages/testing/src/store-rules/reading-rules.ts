import type { AuditEvent, AuditStore, EventConditions, StoredEvent, StoredPage } from '@auditrail/core';
import assert from 'node:assert/strict';
import { buildEvent } from '../event/build-event.js';
import { expectSuccess } from './expect-outcome.js';
import { conditionsToAsk, filterEvents, filterNaively } from './filter-events.js';
import { appendEach, buildEvents, createRuleClock } from './rule-events.js';
import { withLog, type StoreRule } from './store-rule.js';
import { idsOf, newestFirst, readStoredIds } from './stored-events.js';

/** Events of which three each share a time, in no order. */
function crowdedEvents(count: number): readonly AuditEvent[] {
  const clock = createRuleClock();
  const events = Array.from({ length: count }, (_, index) => {
    if (index % 3 === 0) clock.advance(1);
    return buildEvent({ ...clock(), action: index % 2 === 0 ? 'invoice.send' : 'invoice.pay' });
  });
  // 7 has no factor in common with the counts used here, so every event comes once.
  return events.map((_, index) => events[(index * 7) % count] as AuditEvent);
}

/** Reads page after page by position. */
async function readByPosition(
  store: AuditStore,
  limit: number,
  conditions: EventConditions = {},
  betweenPages: (page: number) => Promise<void> = () => Promise.resolve(),
): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = [];
  let after: StoredPage['next'];
  for (let page = 0; page === 0 || after !== undefined; page += 1) {
    assert.ok(page < 1000, 'There is always one more page');
    const { events, next } = await expectSuccess(
      store.query({ conditions, limit, offset: 0, ...(after && { after }) }),
    );
    assert.ok(events.length <= limit, 'A page has more events than its limit');
    found.push(...events);
    after = next;
    await betweenPages(page);
  }
  return found;
}

/** What is found, and in which order. */
export const readingRules: readonly StoreRule[] = [
  {
    id: 'newest-first',
    title: 'returns the newest event first, by time and then by id, however they were appended',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const events = crowdedEvents(30);
        await appendEach(store, events);
        assert.deepEqual(await readStoredIds(store), idsOf(newestFirst(events)));
      }),
  },
  {
    id: 'filters',
    title: 'finds by every filter what a naive filter finds',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const events = filterEvents(200);
        await appendEach(store, events);
        for (const conditions of conditionsToAsk(events)) {
          const expected = idsOf(newestFirst(filterNaively(events, conditions)));
          assert.deepEqual(await readStoredIds(store, conditions), expected, JSON.stringify(conditions));
        }
      }),
  },
  {
    id: 'pages-by-offset',
    title: 'gives each event exactly once by limit and offset, and nothing behind the last',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const events = crowdedEvents(20);
        await appendEach(store, events);
        const expected = idsOf(newestFirst(events));
        const page = async (limit: number, offset: number) =>
          idsOf((await expectSuccess(store.query({ conditions: {}, limit, offset }))).events);
        assert.deepEqual([...(await page(8, 0)), ...(await page(8, 8)), ...(await page(8, 16))], expected);
        assert.deepEqual(await page(8, 20), []);
      }),
  },
  {
    id: 'pages-by-position',
    title: 'gives each event exactly once page by page, and no position with the last page',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const events = crowdedEvents(20);
        await appendEach(store, events);
        for (const limit of [1, 7, 10, 19, 20, 21]) {
          assert.deepEqual(idsOf(await readByPosition(store, limit)), idsOf(newestFirst(events)), `limit ${limit}`);
        }
        const sent = filterNaively(events, { action: 'invoice.send' });
        const found = await readByPosition(store, 3, { action: 'invoice.send' });
        assert.deepEqual(idsOf(found), idsOf(newestFirst(sent)), 'with a filter');
        const whole = await expectSuccess(store.query({ conditions: {}, limit: 20, offset: 0 }));
        assert.equal(whole.next, undefined, 'The only page names a next one');
      }),
  },
  {
    id: 'pages-while-appending',
    title: 'gives each event exactly once page by page while others are appended',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const clock = createRuleClock();
        const older = buildEvents(10, undefined, clock);
        const events = buildEvents(20, undefined, clock);
        const newer = buildEvents(10, undefined, clock);
        await appendEach(store, events);
        const found = await readByPosition(store, 4, {}, (page) =>
          appendEach(store, [...newer.slice(page, page + 1), ...older.slice(page, page + 1)]),
        );
        const known = new Set(idsOf(events));
        assert.deepEqual(
          idsOf(found).filter((id) => known.has(id)),
          idsOf(newestFirst(events)),
        );
        assert.equal(new Set(idsOf(found)).size, found.length, 'An event came twice');
      }),
  },
];

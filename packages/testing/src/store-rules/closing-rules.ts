import { eventBody } from '@auditrail/core';
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expectFailure, expectSuccess } from './expect-outcome.js';
import { appendEach, buildEvents } from './rule-events.js';
import { withLog, type StoreRule } from './store-rule.js';
import { readStored, withoutStoreFacts } from './stored-events.js';

/** The life of a store, and of a log that outlives it. */
export const closingRules: readonly StoreRule[] = [
  {
    id: 'log-outlives-store',
    title: 'has stored an event, once append succeeds, for every store on the log',
    needs: 'secondStore',
    check: (harness) =>
      withLog(harness, async (log) => {
        if (log.openSecondStore === undefined) throw new TypeError('A log with secondStore needs openSecondStore');
        const second = await log.openSecondStore();
        const bodiesIn = async () => (await readStored(second)).map(withoutStoreFacts).map(eventBody);
        const events = buildEvents(3);
        await appendEach(log.store, events);
        const expected = events.map(eventBody).toReversed();
        assert.deepEqual(await bodiesIn(), expected, 'They are not there while the first store is open');
        await expectSuccess(log.store.close());
        assert.deepEqual(await bodiesIn(), expected, 'They are not there after the first store was closed');
      }),
  },
  {
    id: 'close-waits',
    title: 'ends appends under way, successfully, before close ends',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        let ended = 0;
        const appends = buildEvents(20).map((event) => store.append([event]).andTee(() => (ended += 1)));
        await expectSuccess(store.close());
        // Results that are there already are heard within this turn.
        await nextTurn();
        assert.equal(ended, appends.length);
      }),
  },
  {
    id: 'close-twice',
    title: 'can be closed twice, also at the same time',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const [one, other] = [store.close(), store.close()];
        await expectSuccess(one);
        await expectSuccess(other);
        await expectSuccess(store.close());
      }),
  },
  {
    id: 'closed-refuses',
    title: 'answers append and query with STORE_CLOSED once it is closed',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        await expectSuccess(store.close());
        await expectFailure(store.append(buildEvents(1)), 'STORE_CLOSED');
        await expectFailure(store.query({ conditions: {}, limit: 1, offset: 0 }), 'STORE_CLOSED');
      }),
  },
];

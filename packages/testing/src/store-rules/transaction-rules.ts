import type { AuditEvent } from '@auditrail/core';
import assert from 'node:assert/strict';
import { expectFailure, expectSuccess } from './expect-outcome.js';
import { buildEvents } from './rule-events.js';
import type { StoreHarness, StoreLog, StoreTransaction } from './store-harness.js';
import { withLog, type StoreRule } from './store-rule.js';
import { idsOf, readStored, readStoredIds } from './stored-events.js';

type Begin = () => Promise<StoreTransaction>;

function withTransactions(harness: StoreHarness, check: (log: StoreLog, begin: Begin) => Promise<void>): Promise<void> {
  return withLog(harness, (log) =>
    check(log, () => {
      if (log.beginTransaction === undefined) throw new TypeError('A log with transactions needs beginTransaction');
      return log.beginTransaction();
    }),
  );
}

/** Events within a transaction share its fate. */
export const transactionRules: readonly StoreRule[] = [
  {
    id: 'transaction-commit',
    title: 'shows the events of a transaction after its commit, and not before',
    needs: 'transactions',
    check: (harness) =>
      withTransactions(harness, async ({ store }, begin) => {
        const events = buildEvents(3);
        const { transaction, commit } = await begin();
        await expectSuccess(store.append(events.slice(0, 2), transaction));
        await expectSuccess(store.append(events.slice(2), transaction));
        assert.deepEqual(await readStoredIds(store), [], 'They are there before the commit');
        await commit();
        assert.deepEqual(await readStoredIds(store), idsOf(events.toReversed()));
      }),
  },
  {
    id: 'transaction-rollback',
    title: 'keeps nothing of a transaction that was rolled back, and everything else',
    needs: 'transactions',
    check: (harness) =>
      withTransactions(harness, async ({ store }, begin) => {
        const [within, outside] = buildEvents(2) as [AuditEvent, AuditEvent];
        const { transaction, rollback } = await begin();
        await expectSuccess(store.append([within], transaction));
        await expectSuccess(store.append([outside]));
        await rollback();
        assert.deepEqual(await readStoredIds(store), [outside.id]);
      }),
  },
  {
    id: 'transaction-named',
    title: 'names the transaction of events that were appended within one, and only of those',
    needs: 'transactions',
    check: (harness) =>
      withTransactions(harness, async ({ store }, begin) => {
        const events = buildEvents(4) as [AuditEvent, AuditEvent, AuditEvent, AuditEvent];
        await expectSuccess(store.append([events[0]]));
        const one = await begin();
        await expectSuccess(store.append([events[1]], one.transaction));
        await expectSuccess(store.append([events[2]], one.transaction));
        await one.commit();
        const other = await begin();
        await expectSuccess(store.append([events[3]], other.transaction));
        await other.commit();
        const found = (await readStored(store)).toReversed();
        assert.equal(found.length, events.length);
        assert.equal(Object.hasOwn(found[0] ?? {}, 'transactionId'), false, 'An event without a transaction has one');
        const [first, second, third] = found.slice(1).map(({ transactionId }) => transactionId);
        assert.equal(typeof first, 'string');
        assert.equal(second, first);
        assert.notEqual(third, first);
      }),
  },
  {
    id: 'transaction-other-body-refused',
    title: 'refuses another body under a stored id within a transaction too',
    needs: 'transactions',
    check: (harness) =>
      withTransactions(harness, async ({ store }, begin) => {
        const [event] = buildEvents(1) as [AuditEvent];
        await expectSuccess(store.append([event]));
        const { transaction, rollback } = await begin();
        await expectFailure(store.append([{ ...event, outcome: 'failure' }], transaction), 'STORE_REJECTED');
        await rollback();
      }),
  },
];

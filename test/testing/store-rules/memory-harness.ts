import { MemoryAuditStore, type AuditStore, type OpenTransaction } from '@auditrail/core';
import type { StoreHarness, StoreTransaction } from '@auditrail/testing';

/** Logs in memory: each store keeps its own. */
export const memoryHarness: StoreHarness = {
  capabilities: { transactions: true, secondStore: false },
  openLog: () => {
    const store: AuditStore = new MemoryAuditStore();
    return Promise.resolve({
      store,
      beginTransaction: () => Promise.resolve(beginMemoryTransaction()),
      release: async () => {
        await store.close();
      },
    });
  },
};

/** A transaction without a database: its commit publishes what was appended within it. */
export function beginMemoryTransaction(): StoreTransaction {
  const publishers: (() => void)[] = [];
  const transaction: OpenTransaction = {
    database: {},
    execute: () => Promise.reject(new Error('There is no database')),
    onCommitted: (publish) => void publishers.push(publish),
  };
  return {
    transaction,
    commit: () => {
      for (const publish of publishers) publish();
      return Promise.resolve();
    },
    rollback: () => Promise.resolve(),
  };
}

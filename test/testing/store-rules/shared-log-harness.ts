import { MemoryAuditStore, type AuditStore } from '@auditrail/core';
import type { StoreHarness } from '@auditrail/testing';
import { beginMemoryTransaction } from './memory-harness.js';
import { SharedLogStore } from './shared-log-store.js';

/** What a broken store does otherwise than the store that keeps every rule. */
export type Breakage = (store: AuditStore, log: MemoryAuditStore) => Partial<AuditStore>;

/** Logs in memory with every capability, whose first store may be a broken one. */
export function createSharedLogHarness(breakage: Breakage = () => ({})): StoreHarness {
  return {
    capabilities: { transactions: true, secondStore: true },
    openLog: () => {
      const log = new MemoryAuditStore();
      const kept = new SharedLogStore(log);
      const store: AuditStore = {
        append: (events, within) => kept.append(events, within),
        query: (query) => kept.query(query),
        close: () => kept.close(),
        ...breakage(kept, log),
      };
      return Promise.resolve({
        store,
        openSecondStore: () => Promise.resolve(new SharedLogStore(log)),
        beginTransaction: () => Promise.resolve(beginMemoryTransaction()),
        release: () => Promise.resolve(),
      });
    },
  };
}

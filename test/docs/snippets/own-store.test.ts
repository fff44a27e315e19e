// #region conformance
import { MemoryAuditStore } from '@auditrail/core';
import { describeStoreRules } from '@auditrail/testing';

describeStoreRules(
  { describe, it },
  'OwnStore',
  {
    capabilities: { transactions: false, secondStore: false },
    openLog: () => {
      const store = openOwnStore();
      return Promise.resolve({ store, release: () => Promise.resolve() });
    },
  },
  [{ rule: 'failures-are-results', reason: 'throws for what JSON cannot hold' }],
);
// #endregion

function openOwnStore(): MemoryAuditStore {
  return new MemoryAuditStore();
}

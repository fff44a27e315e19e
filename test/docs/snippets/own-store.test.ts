// #region conformance
import { describeStoreRules } from '@auditrail/testing';
// #endregion
import { MemoryAuditStore, type AuditStore } from '@auditrail/core';

// #region conformance
describeStoreRules({ describe, it }, 'OwnStore', {
  capabilities: { transactions: false, secondStore: false },
  openLog: async () => {
    const store = await openOwnStore();
    return {
      store,
      release: async () => {
        await store.close();
      },
    };
  },
});
// #endregion

function openOwnStore(): Promise<AuditStore> {
  return Promise.resolve(new MemoryAuditStore());
}

import {
  createAuditTrail,
  MemoryAuditStore,
  type AuditError,
  type AuditStore,
  type FailureDetails,
} from '@auditrail/core';

/** A trail, its memory store, and what its `onError` heard. */
export function createTestTrail(store: AuditStore = new MemoryAuditStore()) {
  const failures: { readonly error: AuditError; readonly about: FailureDetails }[] = [];
  const audit = createAuditTrail({ store, onError: (error, about) => failures.push({ error, about }) });
  return {
    audit,
    failures,
    codes: () => failures.map(({ error }) => error.code),
    events: () => (store instanceof MemoryAuditStore ? store.events : []),
  };
}

/** An event with nothing but what every event must have. */
export const paid = { action: 'invoice.pay', resource: { type: 'invoice', id: 'i-1' } } as const;

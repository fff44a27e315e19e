import { okAsync } from 'neverthrow';
import type { AuditStore } from '@auditrail/core';

/** A store that is nothing but its way of appending, which may be none that a store should have. */
export function storeThatAppends(append: () => unknown): AuditStore {
  return {
    append: append as AuditStore['append'],
    query: () => okAsync({ events: [] }),
    close: () => okAsync(undefined),
  };
}

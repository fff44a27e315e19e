import type { StoredEvent } from '@auditrail/core';
import type { PostgresAuditStore } from '@auditrail/postgres';

/** The events of an action, newest first. */
export async function ownEvents(store: PostgresAuditStore, action: string): Promise<readonly StoredEvent[]> {
  const page = await store.query({ conditions: { action }, limit: 10, offset: 0 });
  return page._unsafeUnwrap().events;
}

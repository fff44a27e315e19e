import type { AuditTrail, StoredEvent } from '@auditrail/core';

/** What the matchers look into: a trail, or a store that shows its `events`, such as MemoryAuditStore. */
export type RecordedEvents = Pick<AuditTrail, 'query' | 'settled'> | { readonly events: readonly StoredEvent[] };

const largestPage = 1000;

/**
 * Reads every event, newest first. Of a trail it waits until nothing is being recorded.
 * Rejects with the trail's AuditError when it cannot be read, with a TypeError when `subject` is neither.
 */
export async function readRecordedEvents(subject: unknown): Promise<readonly StoredEvent[]> {
  const { query, settled, events } = (subject ?? {}) as Partial<AuditTrail & { readonly events: unknown }>;
  if (Array.isArray(events)) return (events as readonly StoredEvent[]).toReversed();
  if (typeof query !== 'function' || typeof settled !== 'function') {
    throw new TypeError('Neither an AuditTrail nor a MemoryAuditStore was given to expect()');
  }
  const trail = subject as AuditTrail;
  await trail.settled();
  const found: StoredEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await trail.query({ limit: largestPage, cursor });
    if (page.isErr()) throw page.error;
    found.push(...page.value.events);
    cursor = page.value.nextCursor;
  } while (cursor !== undefined);
  return found;
}

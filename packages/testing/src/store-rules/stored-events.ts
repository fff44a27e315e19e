import type { AuditEvent, AuditStore, EventConditions, StoredEvent } from '@auditrail/core';
import { expectSuccess } from './expect-outcome.js';

/** The events of one page that is large enough for what a rule appends. */
export async function readStored(store: AuditStore, conditions: EventConditions = {}): Promise<readonly StoredEvent[]> {
  return (await expectSuccess(store.query({ conditions, limit: 1000, offset: 0 }))).events;
}

/** The ids of what is stored, newest first. */
export async function readStoredIds(store: AuditStore, conditions: EventConditions = {}): Promise<readonly string[]> {
  return idsOf(await readStored(store, conditions));
}

export function idsOf(events: readonly AuditEvent[]): readonly string[] {
  return events.map(({ id }) => id);
}

/** The events in the order in which a store returns them: newest first, by time and then by id. */
export function newestFirst<Event extends AuditEvent>(events: readonly Event[]): readonly Event[] {
  const place = ({ occurredAt, id }: AuditEvent) => `${occurredAt} ${id}`;
  return events.toSorted((one, other) => (place(one) < place(other) ? 1 : -1));
}

const storeFacts: readonly string[] = ['recordedAt', 'dbRole', 'transactionId'];

/** A stored event without what the store has added. */
export function withoutStoreFacts(stored: StoredEvent): AuditEvent {
  const fields = Object.entries(stored).filter(([name]) => !storeFacts.includes(name));
  return Object.fromEntries(fields) as unknown as AuditEvent;
}

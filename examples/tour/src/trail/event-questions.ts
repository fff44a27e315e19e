import { isDeepStrictEqual } from 'node:util';
import type { Changes, StoredEvent } from '@auditrail/core';

/** The one event with this action; throws when there is none, or another. */
export function only(events: readonly StoredEvent[], action: string): StoredEvent {
  const found = events.filter((event) => event.action === action);
  const [event] = found;
  if (!event || found.length > 1) throw new Error(`${String(found.length)} events ${action}`);
  return event;
}

/** How many events there are of each action. */
export function countActions(events: readonly StoredEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of events) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

/** Whether the events have exactly these actions, so often each. */
export function consistOf(events: readonly StoredEvent[], counts: Readonly<Record<string, number>>): boolean {
  return isDeepStrictEqual(countActions(events), counts);
}

/** Whether events were written in one and the same database transaction. */
export function shareTransaction(events: readonly StoredEvent[]): boolean {
  const transactions = new Set(events.map(({ transactionId }) => transactionId));
  return transactions.size === 1 && !transactions.has(undefined);
}

/** What an event's metadata says under a key. */
export function metadatumOf({ metadata }: StoredEvent, key: string): unknown {
  return new Map<string, unknown>(Object.entries(metadata ?? {})).get(key);
}

/** Whether an event changed exactly these attributes, in exactly this way. */
export function changedExactly(event: StoredEvent, changes: Changes): boolean {
  return isDeepStrictEqual(event.changes, changes);
}

/** Whether an attribute's values were left out of an event, and that is said. */
export function dropped(event: StoredEvent, attribute: string): boolean {
  return event.changes?.[attribute] === undefined && redactionOf(event, attribute) === 'drop';
}

/** Whether an attribute's values were masked in an event, and that is said. */
export function masked(event: StoredEvent, attribute: string): boolean {
  return redactionOf(event, attribute) === 'mask';
}

function redactionOf({ redactions = {} }: StoredEvent, attribute: string): string | undefined {
  const path = `/changes/${attribute}`;
  return Object.entries(redactions).find(([pointer]) => pointer === path || pointer.startsWith(`${path}/`))?.[1];
}

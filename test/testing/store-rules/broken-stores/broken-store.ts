import type { AuditEvent, OpenTransaction, StoredEvent } from '@auditrail/core';
import type { Breakage } from '../shared-log-harness.js';

/** A way to break the contract, and exactly the rules that must see it. */
export interface BrokenStore {
  readonly what: string;
  readonly breaks: readonly string[];
  readonly breakage: Breakage;
}

/** Shows events otherwise than they are stored. */
export function showing(change: (event: StoredEvent) => StoredEvent): Breakage {
  return (store) => ({
    query: (query) => store.query(query).map((page) => ({ ...page, events: page.events.map(change) })),
  });
}

interface Appended {
  readonly event: AuditEvent;
  /** What the log has under its id. */
  readonly stored: StoredEvent | undefined;
  readonly within: OpenTransaction | undefined;
}

/** Drops the events of a call that are not kept, and says nothing. */
export function keeping(keeps: (appended: Appended) => boolean): Breakage {
  return (store, log) => ({
    append: (events, within) => {
      const known = new Map(log.events.map((event) => [event.id, event]));
      const kept = events.filter((event) => keeps({ event, stored: known.get(event.id), within }));
      return store.append(kept, within);
    },
  });
}

const storeFacts: readonly string[] = ['recordedAt', 'dbRole', 'transactionId'];

/** A stored event without what the store has added. */
export function withoutStoreFacts(stored: StoredEvent): AuditEvent {
  const fields = Object.entries(stored).filter(([name]) => !storeFacts.includes(name));
  return Object.fromEntries(fields) as unknown as AuditEvent;
}

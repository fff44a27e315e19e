import {
  AuditError,
  eventBody,
  type AuditEvent,
  type AuditStore,
  type EventQuery,
  type MemoryAuditStore,
  type OpenTransaction,
  type StoredPage,
} from '@auditrail/core';
import { errAsync, okAsync, type ResultAsync } from 'neverthrow';

/** Keeps every rule: a store on a log in memory that outlives it. */
export class SharedLogStore implements AuditStore {
  readonly #log: MemoryAuditStore;
  #closed = false;

  constructor(log: MemoryAuditStore) {
    this.#log = log;
  }

  append(events: readonly AuditEvent[], within?: OpenTransaction): ResultAsync<void, AuditError> {
    if (this.#closed) return closed();
    try {
      events.forEach(eventBody);
    } catch {
      return errAsync(new AuditError('EVENT_INVALID', 'An event cannot be written as JSON'));
    }
    return this.#log.append(events, within);
  }

  query(query: EventQuery): ResultAsync<StoredPage, AuditError> {
    return this.#closed ? closed() : this.#log.query(query);
  }

  close(): ResultAsync<void, AuditError> {
    this.#closed = true;
    return okAsync(undefined);
  }
}

function closed(): ResultAsync<never, AuditError> {
  return errAsync(new AuditError('STORE_CLOSED', 'The store is closed'));
}

import type { AuditError } from '../audit-error.js';
import type { AuditEvent } from '../event/audit-event.js';
import type { EventQuery } from './event-query.js';
import type { OpenTransaction } from './open-transaction.js';
import type { StoredPage } from './stored-page.js';
import type { ResultAsync } from 'neverthrow';

/**
 * The system of record for events: append-only.
 *
 * A store MUST keep each event's canonical JSON byte for byte, MUST NOT change or remove what it holds, and MUST store
 * a batch whole or not at all. Appending an event again MUST be harmless; another body under a stored id and time MUST fail
 * with STORE_REJECTED. It MUST NOT throw or reject: failures are results.
 */
export interface AuditStore {
  /**
   * Appends events; succeeds once they are durable, or `within` a transaction once they are part of it.
   * With `within` the store MUST use that transaction's connection only.
   */
  append(events: readonly AuditEvent[], within?: OpenTransaction): ResultAsync<void, AuditError>;
  /** Reads a page, newest first. `query` has been checked by parseEventQuery. */
  query(query: EventQuery): ResultAsync<StoredPage, AuditError>;
  /** Waits for appends under way, then releases everything. Closing twice is harmless; other calls then fail with STORE_CLOSED. */
  close(): ResultAsync<void, AuditError>;
}

import type { StoredEvent } from '../event/audit-event.js';

/** One page of events, newest first. */
export interface EventPage {
  readonly events: readonly StoredEvent[];
  /** Give it to the next query with the same filter; absent on the last page. */
  readonly nextCursor?: string;
}

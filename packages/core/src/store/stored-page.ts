import type { StoredEvent } from '../event/audit-event.js';
import type { PagePosition } from './event-query.js';

/** One page as a store reads it, newest first. */
export interface StoredPage {
  readonly events: readonly StoredEvent[];
  /** The position of the last event, when there are more. */
  readonly next?: PagePosition;
}

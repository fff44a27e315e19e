import type { ActorType } from '../event/actor.js';
import type { EventSource, Outcome } from '../event/audit-event.js';

/** The conditions of a filter in one form: strings only, times in UTC with milliseconds. */
export interface EventConditions {
  readonly actorType?: ActorType;
  readonly actorId?: string;
  readonly action?: string;
  /** Matches actions that start with it; ends in a dot. */
  readonly actionPrefix?: string;
  readonly resourceType?: string;
  readonly resourceId?: string;
  readonly subjectType?: string;
  readonly subjectId?: string;
  readonly outcome?: Outcome;
  readonly tenant?: string;
  readonly requestId?: string;
  readonly source?: EventSource;
  readonly from?: string;
  readonly to?: string;
}

/** Where a page ended: the store's time and the id of its last event. */
export interface PagePosition {
  readonly occurredAt: string;
  readonly id: string;
}

/** A checked filter, ready for a store. */
export interface EventQuery {
  readonly conditions: EventConditions;
  readonly limit: number;
  readonly offset: number;
  /** Only events that come after this position in newest-first order. */
  readonly after?: PagePosition;
}

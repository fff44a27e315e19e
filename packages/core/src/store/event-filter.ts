import type { ActorType, Id } from '../event/actor.js';
import type { EventSource, Outcome } from '../event/audit-event.js';

/** What to read: conditions are joined by AND; the newest events come first. */
export interface EventFilter<Action extends string = string> {
  readonly actor?: { readonly type?: ActorType | undefined; readonly id?: Id | undefined } | undefined;
  /** An action, or a prefix ending in `.*`: `user.*`. */
  readonly action?: Action | `${string}.*` | undefined;
  readonly resource?: { readonly type?: string | undefined; readonly id?: Id | undefined } | undefined;
  readonly subject?: { readonly type?: string | undefined; readonly id?: Id | undefined } | undefined;
  readonly outcome?: Outcome | undefined;
  readonly tenant?: string | undefined;
  readonly requestId?: string | undefined;
  readonly source?: EventSource | undefined;
  /** Inclusive. RFC 3339 text or a Date. */
  readonly from?: string | Date | undefined;
  /** Inclusive. RFC 3339 text or a Date. */
  readonly to?: string | Date | undefined;
  /** 1 to 1,000; default 100. */
  readonly limit?: number | undefined;
  /** Skips events; prefer `cursor`, whose cost does not grow. Not together with `cursor`. */
  readonly offset?: number | undefined;
  /** The `nextCursor` of a page read with the same filter; fails with CURSOR_INVALID under another. */
  readonly cursor?: string | undefined;
}

import type { Actor } from '../event/actor.js';
import type { RequestFacts } from '../event/audit-event.js';

/**
 * Who acts and from where, carried through asynchronous calls.
 *
 * A plain object whose shape `v` names, so that two installed copies of this package can share it.
 */
export interface AuditContext {
  readonly v: 1;
  /** Set once: by `setActor`, `runAs`, or the first time `askActor` yields one. */
  actor?: Actor;
  /** Asked at each event until it yields an actor; nothing, or a throw, makes that event's actor anonymous. */
  readonly askActor?: () => unknown;
  /** Set once, like `actor`. */
  tenant?: string;
  readonly askTenant?: () => unknown;
  /** Events take it as it stands: more of it may become known, the route for example. */
  readonly request?: RequestFacts | undefined;
}

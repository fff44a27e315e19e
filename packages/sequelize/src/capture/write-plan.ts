import type { DriverAnswer } from '../session/connection.js';
import type { PendingEvent } from '../session/transaction-events.js';

/** A write's answer, with the events of what it changed. */
export interface CapturedWrite {
  readonly answer: DriverAnswer;
  /** In parts, of which each is made when it is asked for: the database can store one meanwhile. */
  readonly events: Iterable<readonly PendingEvent[]>;
}

/** What is to become of a write. */
export type WritePlan =
  /** `run` sends its first statement at once, so that it can share a flight with a BEGIN. */
  | { readonly kind: 'write'; readonly run: () => Promise<CapturedWrite> }
  /** Its model is not captured. */
  | { readonly kind: 'excluded' }
  /** It has a form that is not captured. */
  | { readonly kind: 'uncaptured'; readonly description: string };

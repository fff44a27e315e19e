import type { Result, ResultAsync } from 'neverthrow';
import type { AuditError } from '../audit-error.js';
import type { AuditEvent, EventSource } from '../event/audit-event.js';
import type { EventInput, FieldPolicies } from '../event/event-input.js';
import type { OpenTransaction } from '../store/open-transaction.js';
import type { FailureDetails } from './failure-details.js';
import type { TransactionResolver } from './transaction-resolver.js';

/** Something a plugin observed. */
export interface CapturedEvent extends EventInput {
  readonly source: EventSource;
  /** Policies for the attributes in `changes`. */
  readonly fields?: FieldPolicies | undefined;
}

/** What plugins use of an audit trail. It knows nothing of the application's actions. */
export interface AuditRecorder {
  /**
   * Makes the event now: id, time and the current context; redacted and limited. It is not stored yet.
   * A failure (EVENT_INVALID) has been reported.
   */
  capture(observed: CapturedEvent): Result<AuditEvent, AuditError>;
  /** Stores events that `capture` made. A failure has been reported; `settled()` waits for it. */
  append(events: readonly AuditEvent[], within?: OpenTransaction): ResultAsync<void, AuditError>;
  /** Tells the application of a failure, through its `onError`. Never throws. */
  report(error: AuditError, about?: FailureDetails): void;
  /** Whether values under that name are not stored as they are: the deny list names it, or `redaction.hash`. */
  isSensitive(name: string): boolean;
  /** Whether the trail has a key for the policy `hash`. */
  readonly canHash: boolean;
  /** Lets `record()` find transactions of this kind, so that its successes share their fate. */
  resolveTransactionsWith(resolver: TransactionResolver): void;
}

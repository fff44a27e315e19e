import type { AuditEvent } from '../event/audit-event.js';

/** A transaction that takes events and stores them before it commits. */
export interface EnlistingTransaction {
  enlist(event: AuditEvent): void;
}

/**
 * Finds a transaction that takes events: the one given, or else the one the caller runs in.
 * Returns nothing when it does not know the given object, or there is no open transaction.
 */
export type TransactionResolver = (transaction: object | undefined) => EnlistingTransaction | undefined;

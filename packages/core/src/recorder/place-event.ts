import { err, ok, type Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import type { Outcome } from '../event/audit-event.js';
import type { OpenTransaction } from '../store/open-transaction.js';
import type { RecordOptions } from './audit-trail.js';
import type { EnlistingTransaction, TransactionResolver } from './transaction-resolver.js';

/** Where an event is written: by the store alone, within an open transaction, or by a transaction that takes it. */
export type Place =
  | { readonly kind: 'immediate' }
  | { readonly kind: 'within'; readonly transaction: OpenTransaction }
  | { readonly kind: 'enlisted'; readonly transaction: EnlistingTransaction };

const immediate: Place = { kind: 'immediate' };

function isOpenTransaction(value: object): value is OpenTransaction {
  const { database, execute, onCommitted } = value as Partial<OpenTransaction>;
  return typeof database === 'object' && typeof execute === 'function' && typeof onCommitted === 'function';
}

function findTransaction(given: object | undefined, resolvers: readonly TransactionResolver[]): Place | undefined {
  for (const resolve of resolvers) {
    const transaction = resolve(given);
    if (transaction !== undefined) return { kind: 'enlisted', transaction };
  }
  return given !== undefined && isOpenTransaction(given) ? { kind: 'within', transaction: given } : undefined;
}

/** Decides where an event is written. Fails with EVENT_INVALID when its transaction is none that is open and known. */
export function placeEvent(
  outcome: Outcome,
  { transaction, mode }: RecordOptions,
  resolvers: readonly TransactionResolver[],
): Result<Place, AuditError> {
  const chosen = mode ?? (outcome === 'success' ? undefined : 'immediate');
  if (chosen === 'immediate') return ok(immediate);
  const place = transaction === null ? undefined : findTransaction(transaction, resolvers);
  if (place !== undefined) return ok(place);
  if ((transaction === undefined || transaction === null) && chosen === undefined) return ok(immediate);
  return err(new AuditError('EVENT_INVALID', 'The transaction is not open, or none that this trail knows'));
}

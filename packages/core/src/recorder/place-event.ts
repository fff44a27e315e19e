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

function invalid(problem: string): Result<never, AuditError> {
  return err(new AuditError('EVENT_INVALID', problem));
}

/** A misspelt option would quietly take an event out of its transaction, so it is refused. */
function checkOptions(options: unknown): Result<RecordOptions, AuditError> {
  if (typeof options !== 'object' || options === null) return invalid('The record options are not an object');
  const { transaction, mode, ...rest } = options as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return invalid(`There is no record option "${unknown.slice(0, 64)}"`);
  if (mode !== undefined && mode !== 'transactional' && mode !== 'immediate') {
    return invalid('The mode is neither transactional nor immediate');
  }
  return ok({ transaction: transaction as RecordOptions['transaction'], mode });
}

/**
 * Decides where an event is written. Fails with EVENT_INVALID when an option is wrong, or its transaction is none that
 * is open and known.
 */
export function placeEvent(
  outcome: Outcome,
  options: RecordOptions,
  resolvers: readonly TransactionResolver[],
): Result<Place, AuditError> {
  return checkOptions(options).andThen((checked) => choosePlace(outcome, checked, resolvers));
}

function choosePlace(
  outcome: Outcome,
  { transaction, mode }: RecordOptions,
  resolvers: readonly TransactionResolver[],
): Result<Place, AuditError> {
  const chosen = mode ?? (outcome === 'success' ? undefined : 'immediate');
  if (chosen === 'immediate') return ok(immediate);
  const place = transaction === null ? undefined : findTransaction(transaction, resolvers);
  if (place !== undefined) return ok(place);
  if ((transaction === undefined || transaction === null) && chosen === undefined) return ok(immediate);
  return invalid('The transaction is not open, or none that this trail knows');
}

import { AuditError, type OpenTransaction, type StatementResult } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import { statementFailure } from '../connection/database-fault.js';
import type { AppendStatement } from './append-statement.js';
import { cutIntoBatches } from './body-batches.js';
import { checkStored } from './check-stored.js';

/**
 * Stores bodies on a transaction's own connection. They may take several statements: the transaction makes them one.
 * Nothing is tried again, because PostgreSQL refuses every statement after a failed one.
 */
export async function appendWithin(
  transaction: OpenTransaction,
  statement: AppendStatement,
  bodies: readonly string[],
): Promise<Result<void, AuditError>> {
  const batches = cutIntoBatches(bodies);
  for (const batch of batches) {
    const stored = await executeWithin(transaction, statement.text, statement.values(batch), batch === batches.at(-1));
    const checked = stored.andThen((result) => checkStored(result, batch.length));
    if (checked.isErr()) return checked;
  }
  return ok(undefined);
}

/**
 * Runs one statement within a transaction. A connection that is lost before the COMMIT has rolled it back; behind the
 * last statement the COMMIT may be under way already.
 */
export async function executeWithin(
  transaction: OpenTransaction,
  text: string,
  values: readonly unknown[],
  isLast = false,
): Promise<Result<StatementResult, AuditError>> {
  const executeLast = isLast ? transaction.executeLast?.bind(transaction) : undefined;
  try {
    return ok(await (executeLast?.(text, values) ?? transaction.execute(text, values)));
  } catch (error) {
    const failure = statementFailure(error);
    if (failure.code !== 'OUTCOME_UNKNOWN' || executeLast !== undefined) return err(failure);
    return err(
      new AuditError('TRANSACTION_ROLLED_BACK', "The transaction's connection failed", { cause: failure.cause }),
    );
  }
}

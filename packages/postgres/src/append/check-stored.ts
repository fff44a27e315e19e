import { AuditError, type StatementResult } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';

/** Compares what the append statement reports with the number of events sent: fewer is STORE_REJECTED. */
export function checkStored({ rows }: StatementResult, sent: number): Result<void, AuditError> {
  const { stored, known } = rows[0] ?? {};
  // After a short count every event of the statement is known, the stored ones included.
  if (Number(stored) === sent || Number(known) === sent) {
    return ok(undefined);
  }
  return err(new AuditError('STORE_REJECTED', 'The database stored fewer events than it was sent'));
}

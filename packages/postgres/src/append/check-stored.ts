import { AuditError, type StatementResult } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';

/** Compares what the append statement reports with the number of events sent: fewer is STORE_REJECTED. */
export function checkStored({ rows }: StatementResult, sent: number): Result<void, AuditError> {
  if (Number(rows[0]?.['stored']) === sent) return ok(undefined);
  return err(new AuditError('STORE_REJECTED', 'The database stored fewer events than it was sent'));
}

import type { AuditError } from '@auditrail/core';
import type { Result } from 'neverthrow';

/** The value of a result within a transaction, which a throw ends. */
export function valueOrThrow<Value>(result: Result<Value, AuditError>): Value {
  if (result.isErr()) throw result.error;
  return result.value;
}

import type { AuditError, AuditErrorCode } from '@auditrail/core';
import { expect } from 'chai';
import type { ResultAsync } from 'neverthrow';

/** Expects a failure with a code and returns it. */
export async function expectCode(outcome: ResultAsync<unknown, AuditError>, code: AuditErrorCode): Promise<AuditError> {
  const error = (await outcome)._unsafeUnwrapErr();
  expect(error.code, error.message).to.equal(code);
  return error;
}

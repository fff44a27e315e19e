import type { AuditError, AuditErrorCode } from '@auditrail/core';
import type { ResultAsync } from 'neverthrow';
import assert from 'node:assert/strict';

/** Codes that say that the store could not be asked, so that they break no rule. */
const unanswered: readonly AuditErrorCode[] = [
  'OUTCOME_UNKNOWN',
  'SCHEMA_INCOMPATIBLE',
  'SCHEMA_MISSING',
  'STORE_FORBIDDEN',
  'STORE_TIMEOUT',
  'STORE_UNAVAILABLE',
];

/** The value of a call that must succeed. A store that is down makes it reject with the store's own error. */
export async function expectSuccess<Value>(call: ResultAsync<Value, AuditError>): Promise<Value> {
  const outcome = await call;
  if (outcome.isOk()) return outcome.value;
  if (unanswered.includes(outcome.error.code)) throw outcome.error;
  return assert.fail(`The call failed with ${outcome.error.code}: ${outcome.error.message}`);
}

/** Expects a call to fail with a code. */
export async function expectFailure(call: ResultAsync<unknown, AuditError>, code: AuditErrorCode): Promise<void> {
  const outcome = await call;
  if (outcome.isErr() && outcome.error.code !== code && unanswered.includes(outcome.error.code)) throw outcome.error;
  assert.equal(outcome.isOk() ? 'a success' : outcome.error.code, code);
}

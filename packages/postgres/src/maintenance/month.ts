import { AuditError } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';

/** Checks a month, `YYYY-MM` in UTC, and returns its first day as PostgreSQL reads it. */
export function firstDayOf(month: unknown): Result<string, AuditError> {
  return typeof month === 'string' && /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])$/.test(month)
    ? ok(`${month}-01`)
    : err(new AuditError('OPTIONS_INVALID', 'month must be written as YYYY-MM'));
}

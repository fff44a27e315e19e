import { err, ok, type Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import { fitIdentifier } from './envelope-text.js';

/** Turns an identifier into text; a missing one stays missing. Fails with EVENT_INVALID, naming `what`. */
export function parseId(value: unknown, what: string): Result<string | undefined, AuditError> {
  if (value === undefined || value === null) return ok(undefined);
  if (typeof value === 'string' && value !== '') return ok(fitIdentifier(value));
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) return ok(String(value));
  return err(new AuditError('EVENT_INVALID', `${what} is neither a non-empty text, a finite number nor a bigint`));
}

/** Every way Auditrail can fail; each has a heading in docs/errors.md. */
export const auditErrorCodes = [
  'ACTOR_ALREADY_SET',
  'ACTOR_UNRESOLVED',
  'ADDRESS_FORGEABLE',
  'ANCHOR_FAILED',
  'ARCHIVE_FAILED',
  'CAPTURE_BROKEN',
  'CONTEXT_MISSING',
  'CURSOR_INVALID',
  'EVENT_INVALID',
  'EVENT_NOT_SEALED',
  'LOG_FORKED',
  'LOG_ROLLED_BACK',
  'OPTIONS_INVALID',
  'OUTCOME_UNKNOWN',
  'POLICY_FAILED',
  'QUERY_INVALID',
  'REDACTION_FAILED',
  'RETENTION_REFUSED',
  'SCHEMA_INCOMPATIBLE',
  'SCHEMA_MISSING',
  'STORE_CLOSED',
  'STORE_DATABASE_MISMATCH',
  'STORE_FORBIDDEN',
  'STORE_OVERLOADED',
  'STORE_REJECTED',
  'STORE_TIMEOUT',
  'STORE_UNAVAILABLE',
  'TRANSACTION_ROLLED_BACK',
  'WRITE_NOT_CAPTURED',
] as const;

/** The closed set of failure codes. Codes are stable; messages are for people and may change. */
export type AuditErrorCode = (typeof auditErrorCodes)[number];

const brand = Symbol.for('auditrail.error');

/** The one error class of Auditrail. Messages never contain values of an event. */
export class AuditError extends Error {
  override readonly name = 'AuditError';
  readonly code: AuditErrorCode;
  readonly [brand] = true;

  constructor(code: AuditErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** Whether the same call may succeed later without a change to its input. */
  get retryable(): boolean {
    return (
      this.code === 'STORE_UNAVAILABLE' ||
      this.code === 'STORE_TIMEOUT' ||
      this.code === 'STORE_OVERLOADED' ||
      this.code === 'OUTCOME_UNKNOWN'
    );
  }
}

/** Whether a value is an AuditError, also one made by another installed copy of this package. */
export function isAuditError(value: unknown): value is AuditError {
  return typeof value === 'object' && value !== null && brand in value;
}

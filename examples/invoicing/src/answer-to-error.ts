import { isAuditError } from '@auditrail/core';
import { InvoicingError, type InvoicingErrorCode } from './invoicing-error.js';

const statuses: Readonly<Record<InvoicingErrorCode, number>> = {
  CREDENTIALS_WRONG: 401,
  CREDIT_EXCEEDS_TOTAL: 422,
  DELIVERY_FAILED: 502,
  INPUT_INVALID: 400,
  INVOICE_NOT_DRAFT: 409,
  INVOICE_NOT_SENT: 409,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  NOT_LOGGED_IN: 401,
  NUMBER_TAKEN: 409,
};

/** What a client is told of an error. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly error: string; readonly field?: string };
}

/** Says what the client did wrong, and nothing of what went wrong here: that is logged, by its name. */
export function answerToError(error: unknown): ErrorAnswer {
  if (error instanceof InvoicingError) {
    const { code, field } = error;
    return { status: statuses[code], body: { error: code, ...(field === undefined ? {} : { field }) } };
  }
  if (isAuditError(error)) {
    const fault = error.code === 'QUERY_INVALID' || error.code === 'CURSOR_INVALID';
    return { status: fault ? 400 : 503, body: { error: error.code } };
  }
  const status = clientErrorStatus(error);
  if (status !== undefined) return { status, body: { error: 'REQUEST_INVALID' } };
  // The name only: messages of a database quote values.
  console.error('request failed:', error instanceof Error ? error.name : typeof error);
  return { status: 500, body: { error: 'INTERNAL' } };
}

// What web frameworks and body parsers throw for requests they cannot read (http-errors).
function clientErrorStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

import { isAuditError } from '@auditrail/core';
import { InvoicingError, type InvoicingErrorCode } from '@auditrail-examples/invoicing';
import type { ErrorRequestHandler } from 'express';

const statuses: Readonly<Record<InvoicingErrorCode, number>> = {
  CREDENTIALS_WRONG: 401,
  CREDIT_EXCEEDS_TOTAL: 422,
  INPUT_INVALID: 400,
  INVOICE_NOT_DRAFT: 409,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  NOT_LOGGED_IN: 401,
  NUMBER_TAKEN: 409,
};

/** Turns errors into answers that say what the client did wrong, and nothing of what went wrong here. */
export const answerError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const { status, ...body } = describeError(error);
  res.status(status).json(body);
};

function describeError(error: unknown): { status: number; error: string; field?: string } {
  if (error instanceof InvoicingError) {
    const { code, field } = error;
    return { status: statuses[code], error: code, ...(field === undefined ? {} : { field }) };
  }
  if (isAuditError(error)) {
    const fault = error.code === 'QUERY_INVALID' || error.code === 'CURSOR_INVALID';
    return { status: fault ? 400 : 503, error: error.code };
  }
  const status = clientErrorStatus(error);
  if (status !== undefined) return { status, error: 'REQUEST_INVALID' };
  // The name only: messages of a database quote values.
  console.error('request failed:', error instanceof Error ? error.name : typeof error);
  return { status: 500, error: 'INTERNAL' };
}

// What Express and its body parser throw for requests they cannot read (http-errors).
function clientErrorStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

import { answerToError } from '@auditrail-examples/invoicing';
import type { ErrorRequestHandler } from 'express';

/** Answers what a handler could not. */
export const answerError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const { status, body } = answerToError(error);
  res.status(status).json(body);
};

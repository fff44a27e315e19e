import { InvoicingError, type Role, type User } from '@auditrail-examples/invoicing';
import type { Request, RequestHandler } from 'express';
import './request-user.js';

/** Lets users with one of these roles pass. */
export function requireRole(...roles: readonly Role[]): RequestHandler {
  return (req, _res, next) => {
    if (!roles.includes(requireUser(req).role)) throw new InvoicingError('NOT_ALLOWED');
    next();
  };
}

/** The user of a request that has to have one. */
export function requireUser(req: Request): User {
  if (!req.user) throw new InvoicingError('NOT_LOGGED_IN');
  return req.user;
}

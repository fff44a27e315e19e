import { identify, requireRole, type Invoicing, type Role } from '@auditrail-examples/invoicing';
import type { RequestHandler } from 'express';
import './request-identity.js';

/** Finds out whom a request comes from. */
export function authenticate(invoicing: Invoicing): RequestHandler {
  return async (req, _res, next) => {
    const identity = await identify(invoicing, req.headers);
    if (identity) req.identity = identity;
    next();
  };
}

/** Lets users with one of these roles pass. */
export function allow(...roles: readonly Role[]): RequestHandler {
  return (req, _res, next) => {
    requireRole(req.identity, roles);
    next();
  };
}

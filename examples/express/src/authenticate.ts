import { findUserByToken, type Invoicing } from '@auditrail-examples/invoicing';
import type { RequestHandler } from 'express';
import './request-user.js';

/** Finds out whose bearer token came along. It refuses nobody: routes do, so that a refusal is on record with its route. */
export function authenticate(invoicing: Invoicing): RequestHandler {
  return async (req, _res, next) => {
    const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(req.get('authorization') ?? '') ?? [];
    const user = token === undefined ? undefined : await findUserByToken(invoicing, token);
    if (user) req.user = user;
    next();
  };
}

import { findUserByToken, InvoicingError, type Invoicing } from '@auditrail-examples/invoicing';
import type { RequestHandler } from 'express';
import './request-user.js';

/** Finds out whose bearer token came along. A request without one goes on as nobody's; a worthless one is refused. */
export function authenticate(invoicing: Invoicing): RequestHandler {
  return async (req, _res, next) => {
    const authorization = req.get('authorization');
    if (authorization !== undefined) {
      const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
      const user = token === undefined ? undefined : await findUserByToken(invoicing, token);
      if (!user) throw new InvoicingError('NOT_LOGGED_IN');
      req.user = user;
    }
    next();
  };
}

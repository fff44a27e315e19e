import type { RequestHandler } from 'express';
import './request-user.js';
import { userOf } from './request-user.js';

/** What every application has: it sets `req.user`. */
export const authenticate: RequestHandler = (req, _res, next) => {
  const user = userOf(req.headers['x-user']);
  if (user) req.user = user;
  next();
};

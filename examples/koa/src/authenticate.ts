import { identify, requireRole, type Invoicing, type Role } from '@auditrail-examples/invoicing';
import type { Middleware } from 'koa';
import type { State } from './state.js';

/** Finds out whom a request comes from. */
export function authenticate(invoicing: Invoicing): Middleware<State> {
  return async (ctx, next) => {
    ctx.state.identity = await identify(invoicing, ctx.headers);
    await next();
  };
}

/** Lets users with one of these roles pass. */
export function allow(...roles: readonly Role[]): Middleware<State> {
  return (ctx, next) => {
    requireRole(ctx.state.identity, roles);
    return next();
  };
}

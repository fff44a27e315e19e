import { koaAudit } from '@auditrail/koa';
import { createNamespace } from 'cls-hooked';
import Koa, { type Middleware } from 'koa';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestListener } from 'node:http';
import type { BenchTrail } from './bench-trail.js';
import type { MiddlewareName } from './middleware-name.js';
import { doRequestWork } from './request-work.js';

/** A Koa application behind one middleware. */
export function createKoaListener(middleware: MiddlewareName, trail: BenchTrail): RequestListener {
  const app = new Koa();
  app.use(createMiddleware(middleware, trail));
  app.use(async (context) => {
    context.body = await doRequestWork();
  });
  const listener = app.callback();
  return (request, response) => void listener(request, response);
}

function createMiddleware(middleware: MiddlewareName, { audit, methods }: BenchTrail): Middleware {
  switch (middleware) {
    case 'no-op middleware':
      return (_context, next) => next();
    case 'AsyncLocalStorage': {
      const storage = new AsyncLocalStorage<object>();
      return (_context, next) => storage.run({}, next);
    }
    case 'cls-hooked': {
      const namespace = createNamespace('bench');
      return (_context, next) => namespace.runPromise(() => next());
    }
    default:
      return koaAudit(audit, { actor: () => ({ type: 'user', id: 'u-1' }), methods });
  }
}

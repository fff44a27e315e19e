import { expressAudit } from '@auditrail/express';
import { createNamespace } from 'cls-hooked';
import express, { type RequestHandler } from 'express';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestListener } from 'node:http';
import type { BenchTrail } from './bench-trail.js';
import type { MiddlewareName } from './middleware-name.js';
import { doRequestWork } from './request-work.js';

/** An Express application behind one middleware. */
export function createExpressListener(middleware: MiddlewareName, trail: BenchTrail): RequestListener {
  const app = express();
  app.use(createMiddleware(middleware, trail));
  app.get('/invoices/:id', async (_request, response) => {
    response.send(await doRequestWork());
  });
  return app as RequestListener;
}

function createMiddleware(middleware: MiddlewareName, { audit, methods }: BenchTrail): RequestHandler {
  switch (middleware) {
    case 'no-op middleware':
      return (_request, _response, next) => next();
    case 'AsyncLocalStorage': {
      const storage = new AsyncLocalStorage<object>();
      return (_request, _response, next) => storage.run({}, next);
    }
    case 'cls-hooked': {
      const namespace = createNamespace('bench');
      return (_request, _response, next) => namespace.run(() => next());
    }
    default:
      return expressAudit(audit, { actor: () => ({ type: 'user', id: 'u-1' }), methods });
  }
}

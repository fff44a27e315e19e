import type { HttpExchange } from '@auditrail/http';
import type { Context } from 'koa';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { matchedRoute } from './matched-route.js';

/** A request and its response, as Koa has them. */
export class KoaExchange implements HttpExchange<Context> {
  readonly request: Context;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;

  constructor(context: Context) {
    this.request = context;
    this.message = context.req;
    this.response = context.res;
  }

  target(): string {
    return this.request.originalUrl;
  }

  query(): unknown {
    return this.request.query;
  }

  route(): string | undefined {
    return matchedRoute(this.request);
  }

  /** With `maxIpsCount`, or a header of which the proxy writes the whole, the client does not choose. */
  forgeableAddress(): string | undefined {
    const { proxy, proxyIpHeader, maxIpsCount } = this.request.app;
    const isForgeable = proxy && maxIpsCount === 0 && proxyIpHeader.toLowerCase() === 'x-forwarded-for';
    return isForgeable ? "Koa's `app.proxy` without `maxIpsCount`" : undefined;
  }
}

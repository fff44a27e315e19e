import type { HttpExchange } from '@auditrail/http';
import type { Context } from 'koa';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { matchedRoute } from './matched-route.js';

/** More than any chain of proxies has. */
const mostHops = 1_000;

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
    const isCounted = maxIpsCount > 0 && maxIpsCount <= mostHops;
    const isForgeable = proxy && !isCounted && /forwarded/i.test(proxyIpHeader);
    return isForgeable ? "Koa's `app.proxy` without `maxIpsCount`" : undefined;
  }
}

import type { HttpExchange } from '@auditrail/http';
import type { Request, Response } from 'express';
import { observeRoute, type ObservedRoute } from './route/observe-route.js';
import { trustsStrangers } from './trusts-strangers.js';

/** A request and its response, as Express has them. */
export class ExpressExchange implements HttpExchange<Request> {
  readonly request: Request;
  readonly message: Request;
  readonly response: Response;
  readonly #route: ObservedRoute;

  constructor(request: Request, response: Response) {
    this.request = request;
    this.message = request;
    this.response = response;
    this.#route = observeRoute(request);
  }

  target(): string {
    return this.request.originalUrl;
  }

  query(): unknown {
    return this.request.query;
  }

  route(): string | undefined {
    return this.#route.pattern;
  }

  forgeableAddress(): string | undefined {
    return trustsStrangers(this.request.app) ? "Express's `trust proxy`" : undefined;
  }
}

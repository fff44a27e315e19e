import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request and its response. The functions are asked late: frameworks and middleware fill these in on the way. */
export interface HttpExchange<FrameworkRequest> {
  /** What the framework hands to its handlers, and so to the callbacks in the options. */
  readonly request: FrameworkRequest;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** The request target as the client sent it, which mounted routers do not rewrite. */
  target(): string;
  /** The query parameters as the framework has parsed them. */
  query(): unknown;
  /** The pattern of the route that matched: from the application's code only, never from the request target. */
  route(): string | undefined;
  /** The setting, when there is one, by which the framework gives the application whatever address a client claims. */
  forgeableAddress?(): string | undefined;
}

import type { AuditTrail } from '@auditrail/core';
import type { RequestAuditOptions } from '@auditrail/http';
import type { IncomingMessage, RequestListener } from 'node:http';

/** What not every framework can do; the rules that need it are not claimed by the others. */
export type Capability =
  /** Applications can be mounted within applications, under paths with parameters. */
  | 'mounted-applications'
  /** The route is chosen before the middleware of its router runs. */
  | 'route-before-middleware'
  /** A body that is made while it is sent is made within the request. */
  | 'context-in-bodies';

/** What an application is built of. */
export interface ApplicationParts {
  readonly audit: AuditTrail;
  /** The callbacks get node's message, whatever the framework hands to its own. */
  readonly options: RequestAuditOptions<IncomingMessage>;
  /** Whether the framework is told that every client is a proxy, whose word for the address counts. */
  readonly trustsEverybody: boolean;
  /** What routes that fail throw. */
  readonly thrown: Error;
  /** Is told what the framework's own error handling was given. */
  readonly onCaught: (error: unknown) => void;
}

/**
 * A framework in which the same little application is built, as its users would build it. Mounted in this order:
 *
 * - the middleware under test;
 * - authentication: after a timer, the header `x-user` is noted with `signIn`; `nobody` is answered 401 at once;
 * - `/items/:id`, any method: 201 `done`;
 * - POST `/sign-in`: records `note`, signs in `u-1`, records `note`, signs in `u-2`, answers;
 * - POST `/fail`: throws `thrown`; POST `/fail-late`: writes `begun` and throws `thrown`;
 * - POST `/hang`: never answers; POST `/endless`: writes `begun` and never ends;
 * - POST `/echo`: answers with the body it gets, as a stream;
 * - POST `/stream`: answers `1 2 3 ` with a stream that is made while it is sent, and records `streamed` at its end;
 * - POST `/wander/:n`: `wander` about `n`, then answers;
 * - in routers two deep, below `/reset/:token`: POST `/confirm` answers, `/x/:step/confirm` answers, `/x/:step/fail`
 *   throws `thrown`, `/x/:step/deny` is 403; everything below `/reset/:token/guarded`, POST `/confirm` for one, is
 *   denied with 403 by the middleware of its router;
 * - POST `/again/:a/x`: loses the context, has the middleware mounted again with the actor `second`, records `note`,
 *   answers;
 * - with `mounted-applications`, POST `/app/:key/end/:id`, in an application of its own.
 *
 * It is told to keep errors off the terminal.
 */
export interface Framework {
  readonly name: string;
  readonly capabilities: readonly Capability[];
  readonly createListener: (parts: ApplicationParts) => RequestListener;
}

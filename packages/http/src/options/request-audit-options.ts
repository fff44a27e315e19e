import type { ActorInput } from '@auditrail/core';
import type { ForwardedHeader } from '../address/client-address-resolver.js';

/** What the middlewares have in common. `FrameworkRequest` is what the framework hands to its handlers. */
export interface RequestAuditOptions<FrameworkRequest> {
  /**
   * Who acts. Asked at each event until it yields an actor, so that it sees what authentication left behind; nothing,
   * or a throw, makes that event's actor anonymous. Default: nobody.
   */
  readonly actor?: ((request: FrameworkRequest) => ActorInput | undefined | null | false) | undefined;
  /** Whose system is used. Asked like `actor`. */
  readonly tenant?: ((request: FrameworkRequest) => string | undefined | null) | undefined;
  /** What identifies the session; only its SHA-256 is kept. */
  readonly session?: ((request: FrameworkRequest) => string | undefined | null) | undefined;
  /** Addresses and CIDR networks of the proxies that are believed, hop by hop. Default: none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /**
   * The header that these proxies write; never both, for the other one is as the client has sent it. Default:
   * `x-forwarded-for`.
   */
  readonly forwardedHeader?: ForwardedHeader | undefined;
  /**
   * Requests that get a context but no event of their own: exact paths, everything below a path (`/static/*`), regular
   * expressions on the path, or a function asked when the response has ended. Paths are compared as they were sent.
   */
  readonly skip?: readonly (string | RegExp)[] | ((request: FrameworkRequest) => boolean) | undefined;
  /** Methods whose requests are recorded; a denied request always is. Default: POST, PUT, PATCH and DELETE. */
  readonly methods?: readonly string[] | undefined;
  /**
   * Request headers that are recorded with the request, redacted as all metadata is: a header that is sensitive by its name
   * (`authorization`, `cookie`) is left out even when it is named here. Default: none.
   */
  readonly headers?: readonly string[] | undefined;
}

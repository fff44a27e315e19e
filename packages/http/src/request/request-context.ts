import type { AuditContext, RequestFacts } from '@auditrail/core';
import type { HttpExchange } from '../exchange/http-exchange.js';
import type { RequestAuditOptions } from '../options/request-audit-options.js';
import type { ArrivalFacts } from './request-facts.js';
import { digestSession } from './session-digest.js';

/** Does work that the application may make fail, and tells it so. */
export type Attempt = <Value>(what: string, work: () => Value) => Value | undefined;

/** The context of a request. Its `request` always says what is known at the moment it is read. */
export class RequestContext<FrameworkRequest> implements AuditContext {
  readonly v = 1;
  readonly #exchange: HttpExchange<FrameworkRequest>;
  readonly #arrival: () => ArrivalFacts;
  readonly #options: RequestAuditOptions<FrameworkRequest>;
  readonly #attempt: Attempt;
  #sessionDigest: string | undefined;

  constructor(
    exchange: HttpExchange<FrameworkRequest>,
    arrival: () => ArrivalFacts,
    options: RequestAuditOptions<FrameworkRequest>,
    attempt: Attempt,
  ) {
    this.#exchange = exchange;
    this.#arrival = arrival;
    this.#options = options;
    this.#attempt = attempt;
  }

  get request(): RequestFacts {
    const { message } = this.#exchange;
    const route = this.#attempt('The route could not be read', this.#exchange.route);
    const sessionDigest = this.#askSession();
    return {
      ...this.#arrival(),
      method: message.method ?? '',
      ...(route !== undefined && { route }),
      ...(sessionDigest !== undefined && { sessionDigest }),
    };
  }

  readonly askActor = (): unknown => this.#options.actor?.(this.#exchange.request);
  readonly askTenant = (): unknown => this.#options.tenant?.(this.#exchange.request);

  /** A session that logout has destroyed was still this request's session. */
  #askSession(): string | undefined {
    const { session } = this.#options;
    if (session === undefined) return undefined;
    const digest = this.#attempt('The session option threw', () => digestSession(session(this.#exchange.request)));
    return (this.#sessionDigest = digest ?? this.#sessionDigest);
  }
}

import type { AuditContext, RequestFacts } from '@auditrail/core';
import type { ClientAddressResolver } from '../address/client-address-resolver.js';
import type { HttpExchange } from '../exchange/http-exchange.js';
import type { RequestAuditOptions } from '../options/request-audit-options.js';
import { readArrivalFacts, type ArrivalFacts } from './request-facts.js';
import { digestSession } from './session-digest.js';

/** What the contexts of all requests have in common. */
export interface RequestContextSettings<FrameworkRequest> {
  readonly options: RequestAuditOptions<FrameworkRequest>;
  readonly addressOf: ClientAddressResolver;
  /** Does work that the application may make fail, and tells it so. */
  readonly attempt: <Value>(what: string, work: () => Value) => Value | undefined;
}

/**
 * The context of a request. Its `request` always says what is known at the moment it is read.
 *
 * Every request pays for what is made here, and most have no event: whatever can wait is made when it is read.
 */
export class RequestContext<FrameworkRequest> implements AuditContext {
  readonly v = 1;
  readonly #settings: RequestContextSettings<FrameworkRequest>;
  readonly #exchange: HttpExchange<FrameworkRequest>;
  /** Noted at once: a socket that has closed no longer knows its address. */
  readonly #peer: string | undefined;
  #arrival: ArrivalFacts | undefined;
  #sessionDigest: string | undefined;

  constructor(exchange: HttpExchange<FrameworkRequest>, settings: RequestContextSettings<FrameworkRequest>) {
    this.#settings = settings;
    this.#exchange = exchange;
    this.#peer = exchange.message.socket.remoteAddress;
  }

  get request(): RequestFacts {
    const { message } = this.#exchange;
    const { addressOf, attempt } = this.#settings;
    this.#arrival ??= readArrivalFacts(message.headers, this.#peer, addressOf);
    const route = attempt('The route could not be read', () => this.#exchange.route());
    const sessionDigest = this.#askSession();
    return {
      ...this.#arrival,
      method: message.method ?? '',
      ...(route !== undefined && { route }),
      ...(sessionDigest !== undefined && { sessionDigest }),
    };
  }

  get askActor(): () => unknown {
    return () => this.#settings.options.actor?.(this.#exchange.request);
  }

  get askTenant(): () => unknown {
    return () => this.#settings.options.tenant?.(this.#exchange.request);
  }

  /** A session that logout has destroyed was still this request's session. */
  #askSession(): string | undefined {
    const { options, attempt } = this.#settings;
    const { session } = options;
    if (session === undefined) return undefined;
    const digest = attempt('The session option threw', () => digestSession(session(this.#exchange.request)));
    return (this.#sessionDigest = digest ?? this.#sessionDigest);
  }
}

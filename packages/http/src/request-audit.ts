import { AuditError, runWithAuditContext, type AuditContext, type AuditRecorder } from '@auditrail/core';
import type { IncomingMessage } from 'node:http';
import { createClientAddressResolver } from './address/client-address-resolver.js';
import { requestEvent } from './event/request-event.js';
import type { HttpExchange } from './exchange/http-exchange.js';
import { rememberContext, rememberedContext } from './exchange/remembered-context.js';
import { awaitResponseEnd } from './exchange/response-end.js';
import { createAuditedMethods } from './options/audited-methods.js';
import { createChosenHeaders } from './options/chosen-headers.js';
import { checkOptions } from './options/check-options.js';
import type { RequestAuditOptions } from './options/request-audit-options.js';
import { createSkippedPaths } from './options/skipped-paths.js';
import { RequestContext } from './request/request-context.js';
import { requestPath } from './request/request-path.js';

/** What a middleware does with each request. */
export interface RequestAudit<FrameworkRequest> {
  /**
   * Runs the rest of a request in its context, and records the request once its response has ended. Returns and throws
   * what `work` does. Run again for the same request, it keeps the context that there is and never asks `describe`.
   */
  run<Value>(message: IncomingMessage, describe: () => HttpExchange<FrameworkRequest>, work: () => Value): Value;
}

/** Makes what the middlewares share. Throws OPTIONS_INVALID naming the option; afterwards it never fails a request. */
export function createRequestAudit<FrameworkRequest>(
  audit: AuditRecorder,
  options: RequestAuditOptions<FrameworkRequest> = {},
): RequestAudit<FrameworkRequest> {
  checkOptions(audit, options);
  const addressOf = createClientAddressResolver(options);
  const isAudited = createAuditedMethods(options.methods);
  const isSkipped = createSkip(options.skip);
  const chosenHeaders = createChosenHeaders(options.headers);

  /** Tells the application of what its own callbacks and objects threw; the request goes on. */
  function attempt<Value>(what: string, work: () => Value): Value | undefined {
    try {
      return work();
    } catch (cause) {
      audit.report(new AuditError('EVENT_INVALID', what, { cause }), { action: 'http.request' });
      return undefined;
    }
  }

  const settings = { options, addressOf, attempt };

  function isRecorded({
    message: { method = '' },
    response: { headersSent, statusCode },
  }: HttpExchange<unknown>): boolean {
    return isAudited(method) || (headersSent && (statusCode === 401 || statusCode === 403));
  }

  function record(exchange: HttpExchange<FrameworkRequest>, durationMs: number, aborted: boolean): void {
    const { message, response } = exchange;
    const status = response.headersSent ? response.statusCode : undefined;
    // When in doubt, record.
    if (attempt('The skip option threw', () => isSkipped(exchange)) === true) return;
    const event = requestEvent({
      method: message.method ?? '',
      route: attempt('The route could not be read', () => exchange.route()),
      status,
      durationMs,
      query: attempt('The query could not be read', () => exchange.query()),
      headers: chosenHeaders(message.headers),
      aborted,
    });
    // Both have reported their failures; there is nobody left to tell.
    audit.capture(event).map((captured) => void audit.append([captured]));
  }

  /** Our own addresses are safe; the application's are worth a word, once. */
  function warnOfForgeableAddress(exchange: HttpExchange<FrameworkRequest>): void {
    const setting = attempt('The proxy setting could not be read', () => exchange.forgeableAddress?.());
    if (setting === undefined) return;
    const problem = `${setting} believes strangers: any client chooses the address that the application sees`;
    audit.report(new AuditError('ADDRESS_FORGEABLE', problem));
  }

  let isFirst = true;

  function open(exchange: HttpExchange<FrameworkRequest>): AuditContext {
    if (isFirst) {
      isFirst = false;
      warnOfForgeableAddress(exchange);
    }
    const arrivedMs = performance.now();
    const context = new RequestContext(exchange, settings);
    rememberContext(exchange.message, context);
    awaitResponseEnd(exchange.message, exchange.response, (aborted) => {
      if (!isRecorded(exchange)) return;
      const durationMs = performance.now() - arrivedMs;
      attempt('The request could not be recorded', () =>
        runWithAuditContext(context, () => record(exchange, durationMs, aborted)),
      );
    });
    return context;
  }

  return {
    run(message, describe, work) {
      const context = rememberedContext(message) ?? attempt('The request could not be read', () => open(describe()));
      return context === undefined ? work() : runWithAuditContext(context, work);
    },
  };
}

function createSkip<FrameworkRequest>(
  skip: RequestAuditOptions<FrameworkRequest>['skip'],
): (exchange: HttpExchange<FrameworkRequest>) => boolean {
  if (skip === undefined) return () => false;
  if (typeof skip === 'function') return ({ request }) => skip(request);
  const isSkippedPath = createSkippedPaths(skip);
  return (exchange) => isSkippedPath(requestPath(exchange.target()));
}

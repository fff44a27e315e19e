import type { AuditRecorder } from '@auditrail/core';
import { createRequestAudit, type RequestAuditOptions } from '@auditrail/http';
import type { Context, Middleware } from 'koa';
import { KoaExchange } from './koa-exchange.js';

/** How requests are audited; callbacks get Koa's context. */
export type KoaAuditOptions = RequestAuditOptions<Context>;

/**
 * Makes the middleware that gives every request an audit context and records it when its response has ended. Mount it
 * first. Throws OPTIONS_INVALID naming a wrong option; afterwards it never fails a request.
 */
export function koaAudit(audit: AuditRecorder, options?: KoaAuditOptions): Middleware {
  const requestAudit = createRequestAudit(audit, options);
  return function auditRequest(context, next) {
    return requestAudit.run(context.req, () => new KoaExchange(context), next);
  };
}

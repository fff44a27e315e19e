import type { AuditRecorder } from '@auditrail/core';
import { createRequestAudit, type RequestAuditOptions } from '@auditrail/http';
import type { Request, RequestHandler } from 'express';
import { ExpressExchange } from './express-exchange.js';

/** How requests are audited; callbacks get Express's request. */
export type ExpressAuditOptions = RequestAuditOptions<Request>;

/**
 * Makes the middleware that gives every request an audit context and records it when its response has ended. Mount it
 * first. Throws OPTIONS_INVALID naming a wrong option; afterwards it never fails a request.
 */
export function expressAudit(audit: AuditRecorder, options?: ExpressAuditOptions): RequestHandler {
  const requestAudit = createRequestAudit(audit, options);
  return function auditRequest(request, response, next) {
    requestAudit.run(request, () => new ExpressExchange(request, response), next);
  };
}

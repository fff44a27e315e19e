import type { AuditStore, AuditTrail } from '@auditrail/core';
import { createRequestAudit, type HttpExchange, type RequestAuditOptions } from '@auditrail/http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startServer, type RunningServer } from './running-server.js';

interface Served {
  readonly options?: RequestAuditOptions<IncomingMessage>;
  readonly exchange?: Partial<HttpExchange<IncomingMessage>>;
  readonly store?: AuditStore;
  /** Middleware ahead of the audit. */
  readonly ahead?: (message: IncomingMessage, response: ServerResponse) => Promise<unknown>;
}

/** Starts a plain node server whose requests are audited. */
export async function startAuditedServer(
  listener: (message: IncomingMessage, response: ServerResponse, audit: AuditTrail) => unknown,
  { options, exchange, store, ahead }: Served = {},
): Promise<RunningServer> {
  return startServer((audit) => {
    const requestAudit = createRequestAudit<IncomingMessage>(audit, options);
    const serve = async (message: IncomingMessage, response: ServerResponse) => {
      if (ahead) await ahead(message, response);
      const describe = () => ({
        request: message,
        message,
        response,
        target: () => message.url ?? '',
        query: () => undefined,
        route: () => '/route',
        ...exchange,
      });
      requestAudit.run(message, describe, () => void listener(message, response, audit));
    };
    return (message, response) => void serve(message, response);
  }, store);
}

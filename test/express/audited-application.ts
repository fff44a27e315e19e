import { expressAudit, type ExpressAuditOptions } from '@auditrail/express';
import type express from 'express';
import { startServer, type RunningServer } from '../http/running-server.js';

/** An Express application with the middleware mounted first; routes are added while it runs. */
export interface AuditedApplication extends RunningServer {
  readonly app: express.Express;
  /** Sends a request, a POST unless told otherwise. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
}

/** Starts an application without routes. */
export async function startApplication(
  createApplication: typeof express,
  options?: ExpressAuditOptions,
): Promise<AuditedApplication> {
  const app = createApplication();
  // Express 5 writes errors to stderr in any other environment.
  app.set('env', 'test');
  const server = await startServer((audit) => app.use(expressAudit(audit, options)));
  return { ...server, app, send: (path, init) => fetch(server.url + path, { method: 'POST', ...init }) };
}

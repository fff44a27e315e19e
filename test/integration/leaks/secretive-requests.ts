import Router from '@koa/router';
import type { AuditTrail } from '@auditrail/core';
import { expressAudit } from '@auditrail/express';
import { koaAudit } from '@auditrail/koa';
import express from 'express';
import Koa from 'koa';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canaries, type Canary } from './canaries.js';

/** What an application might note of a request, all of it hostile to secrets. */
async function noteRequest(audit: AuditTrail, { headers, rawHeaders, url }: IncomingMessage): Promise<void> {
  const metadata = { headers, rawHeaders, url };
  await audit.record({ action: 'note.request', resource: { type: 'note' }, metadata });
}

/** All that the requests have. */
const chosenHeaders = ['Cookie', 'Referer', 'Authorization', ...canaries.map(({ name }) => `X-${name}`)];

function expressListener(audit: AuditTrail): RequestListener {
  const app = express()
    .set('query parser', 'extended')
    .use(expressAudit(audit, { methods: ['GET'], headers: chosenHeaders }));
  app.get('/notes', async (request, response) => {
    await noteRequest(audit, request);
    response.status(204).end();
  });
  app.get('/broken', () => {
    throw new Error('broken');
  });
  const answerError: express.ErrorRequestHandler = (_error, _request, response, next) => {
    if (response.headersSent) next();
    else response.status(500).end();
  };
  return app.use(answerError);
}

function koaListener(audit: AuditTrail): RequestListener {
  const router = new Router();
  router.get('/notes', async (context) => {
    await noteRequest(audit, context.req);
    context.status = 204;
  });
  router.get('/broken', () => {
    throw new Error('broken');
  });
  const app = new Koa({ proxy: false });
  app.silent = true;
  const listen = app
    .use(koaAudit(audit, { methods: ['GET'], headers: chosenHeaders }))
    .use(router.routes())
    .callback();
  return (message, response) => void listen(message, response);
}

/** The query and the headers of a request that is full of a secret. */
function requestWith({ name, value: given, hasForm }: Canary): { query: string; headers: Record<string, string> } {
  const value = given.replaceAll('\n', ' ');
  const ofForm: [string, string][] = [
    ['q', `find ${value}`],
    [value, '1'],
  ];
  const query = new URLSearchParams([
    [name, value],
    [`user[${name}]`, value],
    ['body', JSON.stringify({ [name]: value })],
    ['filters[0][name]', name],
    ['filters[0][value]', value],
    ...(hasForm ? ofForm : []),
  ]).toString();
  const headers = {
    [`X-${name}`]: value,
    Cookie: `${name}=${encodeURIComponent(value)}`,
    Referer: `http://x.org/?${query}`,
    Authorization: hasForm ? `Bearer ${value}` : `Basic ${btoa(`ada:${value}`)}`,
  };
  return { query, headers };
}

async function sendTo(listener: RequestListener): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    for (const { query, headers } of canaries.map(requestWith)) {
      for (const path of ['notes', 'broken', 'missing']) {
        await (await fetch(`http://127.0.0.1:${String(port)}/${path}?${query}`, { headers })).text();
      }
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Sends every secret, in every place of a request, to applications on Express and on Koa. */
export async function sendSecretiveRequests(audit: AuditTrail): Promise<void> {
  await sendTo(expressListener(audit));
  await sendTo(koaListener(audit));
}

// #region use
import { createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { expressAudit } from '@auditrail/express';
import express from 'express';
import { authenticate } from './authenticate.js';
// #endregion
import { expect } from 'chai';
import type { Express } from 'express';
import type { Server } from 'node:http';
import './request-user.js';
import { port, stop, urlOf } from './running.js';

describe('docs/guides/express.md', () => {
  const servers: Server[] = [];
  afterEach(() => Promise.all(servers.splice(0).map(stop)));

  async function listen(app: Express): Promise<string> {
    const server = app.listen(port);
    servers.push(server);
    return urlOf(server);
  }

  function createApplication() {
    const store = new MemoryAuditStore();
    return { store, audit: createAuditTrail({ store }), app: express().use(express.json()) };
  }

  it('mounts the middleware first', async () => {
    // #region use
    const audit = createAuditTrail({ store: new MemoryAuditStore() });
    const app = express();

    app.use(
      expressAudit(audit, {
        actor: (req) => req.user && { type: 'user', id: req.user.id },
        trustedProxies: ['10.0.0.0/8'],
        skip: ['/health'],
      }),
    );
    app.use(authenticate); // sets req.user; may come later, the actor is asked for at each event
    app.post('/invoices/:id', async (req, res) => {
      await audit.record({ action: 'invoice.send', resource: { type: 'invoice', id: req.params.id } });
      res.sendStatus(202);
    });
    const server = app.listen(port);
    // #endregion
    const url = await urlOf(server);
    await fetch(`${url}/invoices/7`, { method: 'POST', headers: { 'x-user': 'u-1', 'x-forwarded-for': '192.0.2.1' } });
    await fetch(`${url}/health`, { method: 'POST' });
    await stop(server);
    const { events } = (await audit.query())._unsafeUnwrap();
    expect(events.map(({ action, actor, resource }) => [action, actor.id, resource.id])).to.deep.equal([
      ['http.request', 'u-1', 'POST /invoices/:id'],
      ['invoice.send', 'u-1', '7'],
    ]);
    // The test is no trusted proxy: what it claims is not believed.
    expect(events[0]?.request?.ip).to.match(/127\.0\.0\.1$/);
  });

  it('tells tenant, session and methods', async () => {
    const { audit, app, store } = createApplication();
    // #region options
    app.use(
      expressAudit(audit, {
        tenant: (req) => req.get('x-tenant'),
        session: (req) => req.get('x-session'),
        methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        skip: ['/health', '/static/*', /\.map$/],
      }),
    );
    // #endregion
    app.get('/{*any}', (_req, res) => void res.send('read'));
    const url = await listen(app);
    const headers = { 'x-tenant': 't-1', 'x-session': 'SECRET' };
    for (const path of ['/health', '/static/a.css', '/app.map', '/invoices']) await fetch(url + path, { headers });
    await audit.settled();
    expect(store.events).to.have.lengthOf(1);
    expect(store.events[0]).to.include({ tenant: 't-1' });
    expect(store.events[0]?.request?.sessionDigest).to.be.a('string');
    expect(JSON.stringify(store.events)).not.to.include('SECRET');
  });

  it('names the actor at login', async () => {
    const { audit, app, store } = createApplication();
    const checkPassword = (body: unknown) => Promise.resolve(body ? { id: 7, name: 'Ada' } : undefined);
    app.use(expressAudit(audit));
    // #region login
    app.post('/login', async (req, res) => {
      const user = await checkPassword(req.body);
      const event = { action: 'user.login', resource: { type: 'session' } };
      if (!user) {
        await audit.record({ ...event, outcome: 'failure', reason: 'wrong password' });
        return void res.sendStatus(401);
      }
      audit.setActor({ type: 'user', id: user.id, name: user.name }); // holds for the rest of the request
      await audit.record(event);
      res.sendStatus(204);
    });
    // #endregion
    const url = await listen(app);
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}/login`, { method: 'POST', headers, body: '{}' });
    await fetch(`${url}/login`, { method: 'POST' });
    await audit.settled();
    expect(store.events.map(({ action, outcome, actor }) => `${action} ${outcome} ${actor.type}`)).to.deep.equal([
      'user.login success user',
      'http.request success user',
      'user.login failure anonymous',
      'http.request denied anonymous',
    ]);
  });

  it('keeps both identities under impersonation', async () => {
    const { audit, app, store } = createApplication();
    app.use((req, _res, next) => {
      req.user = { id: 'support-3', actingFor: 'u-1' };
      next();
    });
    // #region impersonation
    app.use(
      expressAudit(audit, {
        actor: ({ user }) =>
          user && {
            type: 'user',
            id: user.id,
            ...(user.actingFor && { onBehalfOf: { type: 'user', id: user.actingFor } }),
          },
      }),
    );
    // #endregion
    const url = await listen(app);
    await fetch(url, { method: 'POST' });
    await audit.settled();
    expect(store.events[0]?.actor).to.deep.equal({
      type: 'user',
      id: 'support-3',
      onBehalfOf: { type: 'user', id: 'u-1' },
    });
  });
});

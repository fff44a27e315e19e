import Router from '@koa/router';
import { createAuditTrail, MemoryAuditStore, type AuditTrail } from '@auditrail/core';
import { koaAudit, type KoaAuditOptions } from '@auditrail/koa';
import { expect } from 'chai';
import { Readable } from 'node:stream';
import type Koa from 'koa';
import { startServer, type RunningServer } from '../http/running-server.js';
import { koaVersions } from './koa-versions.js';

for (const [version, Application] of koaVersions) {
  describe(`koaAudit in ${version}`, () => {
    let server: RunningServer;
    afterEach(() => server.close());

    async function start(build: (app: Koa, audit: AuditTrail) => unknown, options?: KoaAuditOptions): Promise<void> {
      server = await startServer((audit) => {
        const app = new Application();
        app.silent = true;
        app.use(koaAudit(audit, options));
        build(app, audit);
        const listen = app.callback();
        return (message, response) => void listen(message, response);
      });
    }
    const send = (path = '/') => fetch(server.url + path, { method: 'POST' });

    it("hands Koa's context to the functions in its options", async () => {
      const build = (app: Koa) => app.use((ctx) => void ((ctx.state as { user?: string }).user = 'u-1'));
      await start(build, {
        actor: ({ state }) => ({ type: 'user', id: (state as { user: string }).user }),
        tenant: ({ app }) => app.constructor.name,
        session: ({ path }) => path,
        skip: ({ path }) => path === '/health',
      });
      await send('/health');
      await send();
      const [event] = await server.events(1);
      expect(event).to.deep.include({ actor: { type: 'user', id: 'u-1' }, tenant: 'Application' });
      expect(event?.request).to.have.property('sessionDigest');
    });

    it('gives back what the middleware after it gives', async () => {
      let returned: unknown;
      const promise = Promise.resolve('theirs');
      await start((app, audit) =>
        app.use((ctx) => {
          returned = koaAudit(audit)(ctx, () => promise);
        }),
      );
      await send();
      expect(returned).to.equal(promise);
    });

    it('records the status that Koa answers with when an error carries one', async () => {
      await start((app) =>
        app.use((ctx) => {
          ctx.throw(403);
        }),
      );
      expect((await send()).status).to.equal(403);
      expect((await server.events(1))[0]).to.nested.include({ outcome: 'denied', 'metadata.status': 403 });
    });

    it('records a response that bypasses Koa', async () => {
      await start((app) =>
        app.use((ctx) => {
          ctx.respond = false;
          ctx.res.writeHead(202).end('own');
        }),
      );
      expect(await (await send()).text()).to.equal('own');
      expect((await server.events(1))[0]).to.nested.include({ 'metadata.status': 202 });
    });

    it('finds no context in what Koa runs outside of every middleware: error listeners and bodies made late', async () => {
      await start((app, audit) => {
        const note = (action: string) => void audit.record({ action, resource: { type: 'note' } });
        app.on('error', () => note('error.heard'));
        const router = new Router();
        router.post('/fail', () => {
          throw new Error('failed');
        });
        router.post('/stream', (ctx) => {
          ctx.body = Readable.from(
            (function* () {
              note('body.made');
              yield 'body';
            })(),
          );
        });
        app.use(router.routes());
      });
      await send('/fail');
      await (await send('/stream')).text();
      const notes = (await server.events(4)).filter(({ action }) => action !== 'http.request');
      expect(notes.map(({ action, actor }) => `${action} ${actor.type}`)).to.deep.equal([
        'error.heard unknown',
        'body.made unknown',
      ]);
    });

    it('refuses wrong options at once', async () => {
      await start(() => undefined);
      const audit = createAuditTrail({ store: new MemoryAuditStore() });
      expect(() => koaAudit(audit, { skips: [] } as KoaAuditOptions))
        .to.throw('skips')
        .with.property('code', 'OPTIONS_INVALID');
    });
  });
}

import Router from '@koa/router';
import { koaAudit } from '@auditrail/koa';
import { expect } from 'chai';
import type { Middleware } from 'koa';
import Koa from 'koa';
import { startServer } from '../http/running-server.js';

const answer: Middleware = (ctx) => {
  ctx.body = 'done';
};
const pass: Middleware = (_ctx, next) => next();

describe('The recorded route', () => {
  type Mounted = Middleware | ReturnType<Router['routes']> | ReturnType<Router['allowedMethods']>;
  async function expectRoute(path: string, route: string, ...middleware: Mounted[]): Promise<void> {
    const server = await startServer((audit) => {
      const app = new Koa().use(koaAudit(audit));
      for (const each of middleware) app.use(each as Middleware);
      const listen = app.callback();
      return (message, response) => void listen(message, response);
    });
    try {
      await (await fetch(server.url + path, { method: 'POST' })).text();
      const events = await server.events(1);
      expect(events[0]?.resource.id).to.equal(`POST ${route}`);
      expect(JSON.stringify(events)).not.to.include('SECRET');
    } finally {
      await server.close();
    }
  }

  it('includes prefixes, with their parameters', async () => {
    const router = new Router({ prefix: '/reset/:token' }).post('/confirm', answer);
    await expectRoute('/reset/SECRET/confirm', '/reset/:token/confirm', router.routes());
  });

  it('includes a prefix that is set later', async () => {
    const router = new Router().post('/confirm', answer).prefix('/reset/:token');
    await expectRoute('/reset/SECRET/confirm', '/reset/:token/confirm', router.routes());
  });

  it('has no slash at its end for the root of a router', async () => {
    const router = new Router().use('/invoices', new Router().post('/', answer).routes());
    await expectRoute('/invoices', '/invoices', router.routes());
  });

  it('is spelt as the code spells it', async () => {
    await expectRoute('/RESET', '/reset', new Router().post('/reset', answer).routes());
  });

  it('is the alternative taken of a list of paths', async () => {
    const router = new Router().post(['/a', '/b/:token'], answer);
    await expectRoute('/b/SECRET', '/b/:token', router.routes());
  });

  it('shows a regular expression as a star', async () => {
    await expectRoute('/reset/SECRET', '/*', new Router().post(/^\/reset\/(.*)$/, answer).routes());
  });

  it('is the last route taken', async () => {
    const router = new Router().post('/:first', pass).post('/:second', answer).post('/:third', answer);
    await expectRoute('/SECRET', '/:second', router.routes());
  });

  it('is the last route taken through several routers', async () => {
    const [one, other] = [new Router().post('/:first', pass), new Router().post('/:second', answer)];
    await expectRoute('/SECRET', '/:second', one.routes(), other.routes());
  });

  it('is the route taken when the router behind it has none', async () => {
    const [one, other] = [new Router().post('/:first', pass), new Router().post('/a/b', answer)];
    await expectRoute('/SECRET', '/:first', one.routes(), other.routes());
  });

  it('is the route ahead while middleware of its router answers', async () => {
    const router = new Router().use(answer).post('/reset/:token', answer);
    await expectRoute('/reset/SECRET', '/reset/:token', router.routes());
  });

  it('is the route behind when middleware of its router comes after it', async () => {
    const router = new Router().post('/reset/:token', pass).use(answer);
    await expectRoute('/reset/SECRET', '/reset/:token', router.routes());
  });

  it('is a star for a method that no route takes', async () => {
    const router = new Router().get('/reset/:token', answer);
    await expectRoute('/reset/SECRET', '*', router.routes(), router.allowedMethods());
  });

  it('is a star without a router', async () => {
    await expectRoute('/reset/SECRET', '*', answer);
  });

  it('is a star where something else than a router says what matched', async () => {
    const claim: Middleware = (ctx) => {
      Object.assign(ctx, { _matchedRoute: ctx.path });
    };
    await expectRoute('/reset/SECRET', '*', claim);
  });
});

import Router from '@koa/router';
import { runWithAuditContext } from '@auditrail/core';
import { koaAudit, type KoaAuditOptions } from '@auditrail/koa';
import type Koa from 'koa';
import type { Context, Middleware } from 'koa';
import type { RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApplicationParts, Framework } from '../http/conformance/framework.js';
import { signIn } from '../http/conformance/sign-in.js';
import { streamedBody, wander } from '../http/conformance/wander.js';

const authenticate: Middleware = async (ctx, next) => {
  const user = ctx.get('x-user');
  if (user === 'nobody') {
    ctx.status = 401;
    return;
  }
  await delay(1);
  if (user !== '') signIn(ctx.req, user);
  await next();
};

const answer: Middleware = (ctx) => {
  ctx.status = 201;
  ctx.body = 'done';
};

const deny: Middleware = (ctx) => {
  ctx.status = 403;
};

/** Options whose callbacks take Koa's context where those of a rule take node's message. */
function ofContext({ actor, tenant, session, skip, ...rest }: ApplicationParts['options']): KoaAuditOptions {
  return {
    ...rest,
    actor: actor && (({ req }: Context) => actor(req)),
    tenant: tenant && (({ req }: Context) => tenant(req)),
    session: session && (({ req }: Context) => session(req)),
    skip: typeof skip === 'function' ? ({ req }: Context) => skip(req) : skip,
  };
}

function buildApplication(
  Application: typeof Koa,
  { audit, options, trustsEverybody, thrown, onCaught }: ApplicationParts,
): RequestListener {
  const fail: Middleware = () => {
    throw thrown;
  };
  const note = () => void audit.record({ action: 'note', resource: { type: 'note' } });

  const router = new Router();
  router.all('/items/:id', answer);
  router.post('/sign-in', (ctx) => {
    note();
    signIn(ctx.req, 'u-1');
    note();
    signIn(ctx.req, 'u-2');
    ctx.body = '';
  });
  router.post('/fail', fail);
  router.post('/fail-late', (ctx) => {
    ctx.status = 200;
    ctx.res.write('begun');
    throw thrown;
  });
  router.post('/hang', () => new Promise<void>(() => undefined));
  router.post('/endless', (ctx) => {
    ctx.status = 200;
    ctx.respond = false;
    ctx.res.write('begun');
  });
  router.post('/echo', (ctx) => {
    ctx.body = ctx.req;
  });
  router.post('/stream', (ctx) => {
    ctx.body = Readable.from(streamedBody(audit));
  });
  router.post('/wander/:n', async (ctx) => {
    await wander(audit, ctx.params['n'] ?? '');
    ctx.body = '';
  });

  const step = new Router().post('/confirm', answer).post('/fail', fail).post('/deny', deny);
  const guarded = new Router().use(deny).post('/confirm', answer);
  const reset = new Router({ prefix: '/reset/:token' }).post('/confirm', answer);
  reset.use('/x/:step', step.routes());
  router.use(reset.routes());
  // Within a router whose prefix has parameters, @koa/router cannot mount routers with middleware.
  router.use('/reset/:token/guarded', guarded.routes());

  const again = new Router()
    .use((_ctx, next) => runWithAuditContext(undefined, next))
    .use(koaAudit(audit, { actor: () => ({ type: 'user', id: 'second' }) }))
    .post('/x', (ctx) => {
      note();
      ctx.body = '';
    });
  router.use('/again/:a', again.routes());

  const app = new Application();
  app.proxy = trustsEverybody;
  app.on('error', onCaught);
  app
    .use(koaAudit(audit, ofContext(options)))
    .use(authenticate)
    .use(router.routes());
  const listen = app.callback();
  return (message, response) => void listen(message, response);
}

/** A version of Koa, with @koa/router. */
export function koaFramework(name: string, Application: typeof Koa): Framework {
  return {
    name,
    capabilities: ['route-before-middleware'],
    createListener: (parts) => buildApplication(Application, parts),
  };
}

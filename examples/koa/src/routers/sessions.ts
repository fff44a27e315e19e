import { login, logout, readCredentials, requireSender, type Invoicing } from '@auditrail-examples/invoicing';
import Router from '@koa/router';
import type { State } from '../state.js';

export function sessionsRouter(invoicing: Invoicing): Router<State> {
  const router = new Router<State>({ prefix: '/sessions' });
  router.post('/', async (ctx) => {
    const token = await login(invoicing, readCredentials(ctx.request.body));
    ctx.status = 201;
    ctx.body = { token };
  });
  router.delete('/current', async (ctx) => {
    await logout(invoicing, requireSender(ctx.state.identity));
    ctx.status = 204;
  });
  return router;
}

import { readKey, suspendUser, type Invoicing } from '@auditrail-examples/invoicing';
import Router from '@koa/router';
import { allow } from '../authenticate.js';
import type { State } from '../state.js';

export function usersRouter(invoicing: Invoicing): Router<State> {
  const router = new Router<State>({ prefix: '/users' });
  router.post('/:id/suspend', allow('admin'), async (ctx) => {
    await suspendUser(invoicing, readKey(ctx.params['id']), ctx.request.body);
    ctx.status = 204;
  });
  return router;
}

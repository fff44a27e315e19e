import { readAuditEvents, type Invoicing } from '@auditrail-examples/invoicing';
import Router from '@koa/router';
import { allow } from '../authenticate.js';
import type { State } from '../state.js';

export function auditEventsRouter(invoicing: Invoicing): Router<State> {
  const router = new Router<State>({ prefix: '/audit-events' });
  router.get('/', allow('admin'), async (ctx) => {
    ctx.body = await readAuditEvents(invoicing, ctx.query);
  });
  return router;
}

import {
  createCustomer,
  exportCustomer,
  importCustomers,
  readKey,
  updateCustomer,
  viewCustomer,
  type Invoicing,
} from '@auditrail-examples/invoicing';
import Router from '@koa/router';
import { allow } from '../authenticate.js';
import type { State } from '../state.js';

export function customersRouter(invoicing: Invoicing): Router<State> {
  const router = new Router<State>({ prefix: '/customers' });
  const staff = allow('clerk', 'accountant', 'admin');

  router.post('/', staff, async (ctx) => {
    ctx.status = 201;
    ctx.body = await createCustomer(invoicing, ctx.request.body);
  });
  router.post('/import', staff, async (ctx) => {
    // The transaction is not passed: rows and event find it through the namespace that Sequelize was given.
    const customers = await invoicing.sequelize.transaction(() => importCustomers(invoicing, ctx.request.body));
    ctx.status = 201;
    ctx.body = { customers };
  });
  router.get('/:id', staff, async (ctx) => {
    ctx.body = await viewCustomer(invoicing, readKey(ctx.params['id']));
  });
  router.patch('/:id', staff, async (ctx) => {
    ctx.body = await updateCustomer(invoicing, readKey(ctx.params['id']), ctx.request.body);
  });
  router.post('/:id/export', allow('admin'), async (ctx) => {
    ctx.body = await exportCustomer(invoicing, readKey(ctx.params['id']), ctx.request.body);
  });
  return router;
}

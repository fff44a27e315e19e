import {
  createInvoice,
  creditInvoice,
  deleteInvoice,
  findInvoice,
  markOverdue,
  payInvoice,
  readCredit,
  readInvoiceUpdate,
  readKey,
  readNewInvoice,
  sendInvoice,
  updateInvoice,
  watchInvoice,
  type Invoicing,
} from '@auditrail-examples/invoicing';
import Router from '@koa/router';
import { allow } from '../authenticate.js';
import type { State } from '../state.js';

export function invoicesRouter(invoicing: Invoicing): Router<State> {
  const router = new Router<State>({ prefix: '/invoices' });
  const staff = allow('clerk', 'accountant', 'admin');
  const accountants = allow('accountant', 'admin');

  router.post('/', staff, async (ctx) => {
    ctx.status = 201;
    ctx.body = await createInvoice(invoicing, readNewInvoice(ctx.request.body));
  });
  router.post('/overdue', accountants, async (ctx) => {
    ctx.body = { marked: await markOverdue(invoicing) };
  });
  router.get('/:id', staff, async (ctx) => {
    ctx.body = await findInvoice(invoicing, readKey(ctx.params['id']));
  });
  router.patch('/:id', staff, async (ctx) => {
    ctx.body = await updateInvoice(invoicing, readKey(ctx.params['id']), readInvoiceUpdate(ctx.request.body));
  });
  router.post('/:id/send', accountants, async (ctx) => {
    ctx.body = await sendInvoice(invoicing, readKey(ctx.params['id']));
  });
  router.post('/:id/credit', accountants, async (ctx) => {
    ctx.body = await creditInvoice(invoicing, readKey(ctx.params['id']), readCredit(ctx.request.body));
  });
  router.post('/:id/watch', accountants, async (ctx) => {
    await watchInvoice(invoicing, readKey(ctx.params['id']));
    ctx.status = 204;
  });
  router.post('/:id/pay', staff, async (ctx) => {
    ctx.body = await payInvoice(invoicing, readKey(ctx.params['id']));
  });
  router.delete('/:id', accountants, async (ctx) => {
    await deleteInvoice(invoicing, readKey(ctx.params['id']));
    ctx.status = 204;
  });
  return router;
}

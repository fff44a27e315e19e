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
import { Router } from 'express';
import { allow } from '../authenticate.js';

export function invoicesRouter(invoicing: Invoicing): Router {
  const router = Router();
  const staff = allow('clerk', 'accountant', 'admin');
  const accountants = allow('accountant', 'admin');

  router.post('/', staff, async (req, res) => {
    res.status(201).json(await createInvoice(invoicing, readNewInvoice(req.body)));
  });
  router.post('/overdue', accountants, async (_req, res) => {
    res.json({ marked: await markOverdue(invoicing) });
  });
  router.get('/:id', staff, async (req, res) => {
    res.json(await findInvoice(invoicing, readKey(req.params['id'])));
  });
  router.patch('/:id', staff, async (req, res) => {
    res.json(await updateInvoice(invoicing, readKey(req.params['id']), readInvoiceUpdate(req.body)));
  });
  router.post('/:id/send', accountants, async (req, res) => {
    res.json(await sendInvoice(invoicing, readKey(req.params['id'])));
  });
  router.post('/:id/credit', accountants, async (req, res) => {
    res.json(await creditInvoice(invoicing, readKey(req.params['id']), readCredit(req.body)));
  });
  router.post('/:id/watch', accountants, async (req, res) => {
    await watchInvoice(invoicing, readKey(req.params['id']));
    res.status(204).end();
  });
  router.post('/:id/pay', staff, async (req, res) => {
    res.json(await payInvoice(invoicing, readKey(req.params['id'])));
  });
  router.delete('/:id', accountants, async (req, res) => {
    await deleteInvoice(invoicing, readKey(req.params['id']));
    res.status(204).end();
  });
  return router;
}

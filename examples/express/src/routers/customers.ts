import {
  createCustomer,
  exportCustomer,
  importCustomers,
  readKey,
  updateCustomer,
  viewCustomer,
  type Invoicing,
} from '@auditrail-examples/invoicing';
import { Router } from 'express';
import { allow } from '../authenticate.js';

export function customersRouter(invoicing: Invoicing): Router {
  const router = Router();
  const staff = allow('clerk', 'accountant', 'admin');

  router.post('/', staff, async (req, res) => {
    res.status(201).json(await createCustomer(invoicing, req.body));
  });
  router.post('/import', staff, async (req, res) => {
    const customers = await invoicing.sequelize.transaction((transaction) =>
      importCustomers(invoicing, req.body, { transaction }),
    );
    res.status(201).json({ customers });
  });
  router.get('/:id', staff, async (req, res) => {
    res.json(await viewCustomer(invoicing, readKey(req.params['id'])));
  });
  router.patch('/:id', staff, async (req, res) => {
    res.json(await updateCustomer(invoicing, readKey(req.params['id']), req.body));
  });
  router.post('/:id/export', allow('admin'), async (req, res) => {
    res.json(await exportCustomer(invoicing, readKey(req.params['id']), req.body));
  });
  return router;
}

import { createCustomer, readKey, updateCustomer, type Invoicing } from '@auditrail-examples/invoicing';
import { Router } from 'express';
import { requireRole } from '../require-role.js';

export function customersRouter(invoicing: Invoicing): Router {
  const router = Router();
  const staff = requireRole('clerk', 'accountant', 'admin');

  router.post('/', staff, async (req, res) => {
    res.status(201).json(await createCustomer(invoicing, req.body));
  });
  router.patch('/:id', staff, async (req, res) => {
    res.json(await updateCustomer(invoicing, readKey(req.params['id']), req.body));
  });
  return router;
}

import { readKey, suspendUser, type Invoicing } from '@auditrail-examples/invoicing';
import { Router } from 'express';
import { allow } from '../authenticate.js';

export function usersRouter(invoicing: Invoicing): Router {
  const router = Router();
  router.post('/:id/suspend', allow('admin'), async (req, res) => {
    await suspendUser(invoicing, readKey(req.params['id']), req.body);
    res.status(204).end();
  });
  return router;
}

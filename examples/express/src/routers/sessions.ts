import { login, logout, readCredentials, type Invoicing } from '@auditrail-examples/invoicing';
import { Router } from 'express';
import { requireUser } from '../require-role.js';

export function sessionsRouter(invoicing: Invoicing): Router {
  const router = Router();
  router.post('/', async (req, res) => {
    const token = await login(invoicing, readCredentials(req.body));
    res.status(201).json({ token });
  });
  router.delete('/current', async (req, res) => {
    await logout(invoicing, requireUser(req));
    res.status(204).end();
  });
  return router;
}

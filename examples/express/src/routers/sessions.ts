import { login, logout, readCredentials, requireSender, type Invoicing } from '@auditrail-examples/invoicing';
import { Router } from 'express';
import '../request-identity.js';

export function sessionsRouter(invoicing: Invoicing): Router {
  const router = Router();
  router.post('/', async (req, res) => {
    const token = await login(invoicing, readCredentials(req.body));
    res.status(201).json({ token });
  });
  router.delete('/current', async (req, res) => {
    await logout(invoicing, requireSender(req.identity));
    res.status(204).end();
  });
  return router;
}

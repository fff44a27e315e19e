import { readAuditEvents, type Invoicing } from '@auditrail-examples/invoicing';
import { Router } from 'express';
import { allow } from '../authenticate.js';

export function auditEventsRouter(invoicing: Invoicing): Router {
  const router = Router();
  router.get('/', allow('admin'), async (req, res) => {
    res.json(await readAuditEvents(invoicing, req.query));
  });
  return router;
}

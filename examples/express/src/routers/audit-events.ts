import { readAuditEvents, type Invoicing } from '@auditrail-examples/invoicing';
import { Router } from 'express';
import { requireRole } from '../require-role.js';

export function auditEventsRouter(invoicing: Invoicing): Router {
  const router = Router();
  router.get('/', requireRole('admin'), async (req, res) => {
    res.json(await readAuditEvents(invoicing, req.query));
  });
  return router;
}

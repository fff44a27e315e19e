import { expressAudit } from '@auditrail/express';
import { actorOf, type Invoicing } from '@auditrail-examples/invoicing';
import express, { type Express } from 'express';
import { answerError } from './answer-error.js';
import { authenticate } from './authenticate.js';
import { auditEventsRouter } from './routers/audit-events.js';
import { customersRouter } from './routers/customers.js';
import { invoicesRouter } from './routers/invoices.js';
import { sessionsRouter } from './routers/sessions.js';
import { usersRouter } from './routers/users.js';

/** The invoicing application behind HTTP. */
export function createApp(invoicing: Invoicing): Express {
  const app = express();
  app.disable('x-powered-by');

  // Before everything else, so that no request goes unseen. Whom it comes from is asked later, when it is known.
  app.use(
    expressAudit(invoicing.audit, {
      actor: (req) => actorOf(req.identity),
      trustedProxies: ['127.0.0.0/8', '::1/128'],
    }),
  );
  app.use(express.json());
  app.use(authenticate(invoicing));

  app.use('/sessions', sessionsRouter(invoicing));
  app.use('/users', usersRouter(invoicing));
  app.use('/customers', customersRouter(invoicing));
  app.use('/invoices', invoicesRouter(invoicing));
  app.use('/audit-events', auditEventsRouter(invoicing));
  app.use(answerError);
  return app;
}

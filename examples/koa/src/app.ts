import { koaAudit } from '@auditrail/koa';
import { actorOf, type Invoicing } from '@auditrail-examples/invoicing';
import { bodyParser } from '@koa/bodyparser';
import Koa from 'koa';
import { answerError } from './answer-error.js';
import { authenticate } from './authenticate.js';
import { auditEventsRouter } from './routers/audit-events.js';
import { customersRouter } from './routers/customers.js';
import { invoicesRouter } from './routers/invoices.js';
import { sessionsRouter } from './routers/sessions.js';
import { usersRouter } from './routers/users.js';
import type { State } from './state.js';

/** The invoicing application behind HTTP. */
export function createApp(invoicing: Invoicing): Koa<State> {
  const app = new Koa<State>();

  // Before everything else, so that no request goes unseen. Whom it comes from is asked later, when it is known.
  app.use(
    koaAudit(invoicing.audit, {
      actor: (ctx) => actorOf((ctx.state as State).identity),
      trustedProxies: ['127.0.0.0/8', '::1/128'],
    }),
  );
  app.use(answerError);
  app.use(bodyParser({ enableTypes: ['json'] }));
  app.use(authenticate(invoicing));

  app.use(sessionsRouter(invoicing).routes());
  app.use(usersRouter(invoicing).routes());
  app.use(customersRouter(invoicing).routes());
  app.use(invoicesRouter(invoicing).routes());
  app.use(auditEventsRouter(invoicing).routes());
  return app;
}

import type { AuditTrail } from '@auditrail/core';
import { runWithAuditContext } from '@auditrail/core';
import { expressAudit, type ExpressAuditOptions } from '@auditrail/express';
import type express from 'express';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { Readable } from 'node:stream';
import type { ApplicationParts, Framework } from '../http/conformance/framework.js';
import { signIn } from '../http/conformance/sign-in.js';
import { streamedBody, wander } from '../http/conformance/wander.js';

/** Makes the middleware under test. */
export type MakeMiddleware = (audit: AuditTrail, options?: ExpressAuditOptions) => RequestHandler;

const authenticate: RequestHandler = (request, response, next) => {
  const user = request.get('x-user');
  if (user === 'nobody') {
    response.sendStatus(401);
    return;
  }
  setTimeout(() => {
    if (user !== undefined) signIn(request, user);
    next();
  }, 1);
};

function buildApplication(
  createApplication: typeof express,
  makeMiddleware: MakeMiddleware,
  { audit, options, trustsEverybody, thrown, onCaught }: ApplicationParts,
): express.Express {
  const answer: RequestHandler = (_request, response) => void response.status(201).send('done');
  const deny: RequestHandler = (_request, response) => void response.sendStatus(403);
  const fail: RequestHandler = () => {
    throw thrown;
  };
  const note = () => void audit.record({ action: 'note', resource: { type: 'note' } });
  const newRouter = () => createApplication.Router({ mergeParams: true });

  const app = createApplication();
  // Express 5 writes errors to stderr in any other environment.
  app.set('env', 'test').set('trust proxy', trustsEverybody);
  app.use(makeMiddleware(audit, options), authenticate);
  app.all('/items/:id', answer);
  app.post('/sign-in', (request, response) => {
    note();
    signIn(request, 'u-1');
    note();
    signIn(request, 'u-2');
    response.end();
  });
  app.post('/fail', fail);
  app.post('/fail-late', (_request, response) => {
    response.write('begun');
    throw thrown;
  });
  app.post('/hang', () => undefined);
  app.post('/endless', (_request, response) => void response.write('begun'));
  app.post('/echo', (request, response) => void request.pipe(response));
  app.post('/stream', (_request, response) => void Readable.from(streamedBody(audit)).pipe(response));
  app.post('/wander/:n', async (request, response) => {
    await wander(audit, request.params.n);
    response.end();
  });

  const step = newRouter().post('/confirm', answer).post('/fail', fail).post('/deny', deny);
  const guarded = newRouter().use(deny).post('/confirm', answer);
  app.use('/reset/:token', newRouter().post('/confirm', answer).use('/x/:step', step).use('/guarded', guarded));

  const again = newRouter()
    .use((_request, _response, next) => runWithAuditContext(undefined, next))
    .use(makeMiddleware(audit, { actor: () => ({ type: 'user', id: 'second' }) }))
    .post('/x', (_request, response) => {
      note();
      response.end();
    });
  app.use('/again/:a', again);

  const mounted = createApplication();
  mounted.post('/end/:id', answer);
  app.use('/app/:key', mounted);

  const passOn: ErrorRequestHandler = (error, _request, _response, next) => {
    onCaught(error);
    next(error);
  };
  return app.use(passOn);
}

/** A version of Express, with the middleware of the package unless another is given. */
export function expressFramework(
  name: string,
  createApplication: typeof express,
  makeMiddleware: MakeMiddleware = expressAudit,
): Framework {
  return {
    name,
    capabilities: ['mounted-applications', 'context-in-bodies'],
    createListener: (parts) => buildApplication(createApplication, makeMiddleware, parts),
  };
}

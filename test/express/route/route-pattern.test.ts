import { expressAudit } from '@auditrail/express';
import { expect } from 'chai';
import type { ErrorRequestHandler, Request, RequestHandler, Router } from 'express';
import { startServer } from '../../http/running-server.js';
import { startApplication, type AuditedApplication } from '../audited-application.js';
import { expressVersions } from '../express-versions.js';

type Observed = Omit<Request, 'route'> & { route: { path: string } };
const answer: RequestHandler = (_request, response) => void response.send('done');
const fail: RequestHandler = () => {
  throw new Error('failed');
};

for (const [version, express] of expressVersions) {
  describe(`The recorded route in ${version}`, () => {
    let application: AuditedApplication;
    beforeEach(async () => {
      application = await startApplication(express);
    });
    afterEach(() => application.close());

    const router = (build: (router: Router) => unknown, options = {}) => {
      const built = express.Router(options);
      build(built);
      return built;
    };
    const expectRoute = async (path: string, route: string) => {
      await (await application.send(path)).text();
      const events = await application.events(1);
      expect(events[0]?.resource.id).to.equal(`POST ${route}`);
      expect(JSON.stringify(events)).not.to.include('SECRET');
    };

    it('is the root', async () => {
      application.app.post('/', answer);
      await expectRoute('/', '/');
    });

    it('includes a mount', async () => {
      application.app.use(
        '/api/v1',
        router((api) => api.post('/invoices', answer)),
      );
      await expectRoute('/api/v1/invoices', '/api/v1/invoices');
    });

    it('has no slash at its end for the root of a router', async () => {
      application.app.use(
        '/invoices/',
        router((invoices) => invoices.post('/', answer)),
      );
      await expectRoute('/invoices', '/invoices');
    });

    it('names the parameters of a mount', async () => {
      application.app.use(
        '/reset/:token',
        router((reset) => reset.post('/confirm', answer)),
      );
      await expectRoute('/reset/SECRET/confirm', '/reset/:token/confirm');
    });

    it('is not fooled by a value that equals a name in the path', async () => {
      application.app.use(
        '/reset/:token',
        router((reset) => reset.post('/confirm', answer)),
      );
      await expectRoute('/reset/reset/confirm', '/reset/:token/confirm');
    });

    it('is spelt as the code spells it', async () => {
      application.app.use(
        '/reset',
        router((reset) => reset.post('/confirm', answer)),
      );
      await expectRoute('/RESET/CONFIRM', '/reset/confirm');
    });

    it('is found three routers deep, with several parameters in a segment and merged parameters', async () => {
      const deepest = router((inner) => inner.post('/end/:x', answer), { mergeParams: true });
      const deeper = router((inner) => inner.use('/v1.0/:from-:to', deepest), { mergeParams: true });
      application.app.use(
        '/a/:token',
        router((inner) => inner.use(deeper)),
      );
      await expectRoute('/a/SECRET/v1.0/SECRET1-SECRET2/end/SECRET3', '/a/:token/v1.0/:from-:to/end/:x');
    });

    it('survives a parameter that the application has replaced', async () => {
      application.app.param('token', (request, _response, next) => {
        request.params['token'] = 'other';
        next();
      });
      application.app.use(
        '/reset/:token',
        router((reset) => reset.post('/confirm', answer)),
      );
      await expectRoute('/reset/SECRET/confirm', '/reset/:token/confirm');
    });

    it('is the mount taken when a router is mounted twice', async () => {
      const shared = router((inner) => inner.post('/s', answer));
      application.app.use('/v1', shared);
      application.app.use('/v2', shared);
      await expectRoute('/v2/s', '/v2/s');
    });

    it('keeps other mounts of the same path out', async () => {
      application.app.use('/:token', (_request, _response, next) => next());
      application.app.use(
        '/:token',
        router((other) => other.post('/elsewhere', answer)),
      );
      application.app.use(
        '/api',
        router((api) => api.post('/here', answer)),
      );
      await expectRoute('/api/here', '/api/here');
    });

    it('shows a mount that is a regular expression as a star', async () => {
      application.app.use(
        /^\/reset\/\w+/,
        router((reset) => reset.post('/confirm', answer)),
      );
      await expectRoute('/reset/SECRET/confirm', '/*/confirm');
    });

    it('shows a route that is a regular expression as a star', async () => {
      application.app.post(/^\/reset\/(.*)$/, answer);
      await expectRoute('/reset/SECRET', '/*');
    });

    it('lists the alternatives of a mount and of a route', async () => {
      application.app.use(
        ['/a', '/b/:token'],
        router((inner) => inner.post(['/p', '/q/:id'], answer)),
      );
      await expectRoute('/b/SECRET/q/SECRET', '(/a|/b/:token)(/p|/q/:id)');
    });

    it('shows the mounts of a router that a function calls as a star', async () => {
      const hidden = router((inner) => inner.post('/confirm', answer));
      application.app.use('/reset/:token', (request, response, next) => hidden(request, response, next));
      await expectRoute('/reset/SECRET/confirm', '/*/confirm');
    });

    it('includes the mounts of applications within applications', async () => {
      const [inner, innermost] = [express(), express()];
      innermost.post('/end/:id', answer);
      inner.use('/in/:key', innermost);
      application.app.use('/reset/:token', inner);
      await expectRoute('/reset/SECRET/in/SECRET/end/SECRET', '/reset/:token/in/:key/end/:id');
    });

    it('survives an error in a mounted application that its parent answers', async () => {
      const inner = express();
      inner.set('env', 'test');
      inner.post('/confirm', fail);
      application.app.use('/reset/:token', inner);
      const sorry: ErrorRequestHandler = (error, _request, response, next) => {
        if (response.headersSent) next(error);
        else response.status(500).send('sorry');
      };
      application.app.use(sorry);
      await expectRoute('/reset/SECRET/confirm', '/reset/:token/confirm');
    });

    it('is the last route taken', async () => {
      application.app.post('/:first', (_request, _response, next) => next('route'));
      application.app.use(
        '/',
        router((inner) => inner.post('/:second', answer)),
      );
      await expectRoute('/SECRET', '/:second');
    });

    it('leaves req.route a plain property for the application', async () => {
      const seen: unknown[] = [];
      application.app.use((request, _response, next) => {
        seen.push(request.route);
        next();
      });
      application.app.post('/a', (request: Observed, response) => {
        const derived = Object.create(request) as Observed;
        seen.push(request.route.path, derived.route.path, Object.keys(request).includes('route'));
        derived.route = { path: '/derived' };
        seen.push(derived.route.path, request.route.path);
        request.route = { path: '/replaced' };
        seen.push(request.route.path, Reflect.deleteProperty(request, 'route'), request.route);
        response.end();
      });
      await application.send('/a');
      expect(seen).to.deep.equal([undefined, '/a', '/a', true, '/derived', '/a', '/replaced', true, undefined]);
    });

    it('is read also by a middleware that is mounted within the route', async () => {
      const server = await startServer((audit) => express().post('/invoices/:id', expressAudit(audit), answer));
      await fetch(`${server.url}/invoices/SECRET`, { method: 'POST' });
      const [event] = await server.events(1);
      await server.close();
      expect(event?.resource.id).to.equal('POST /invoices/:id');
    });
  });
}

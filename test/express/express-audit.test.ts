import { AuditError, createAuditTrail, currentAuditContext, runWithAuditContext } from '@auditrail/core';
import { expressAudit, type ExpressAuditOptions } from '@auditrail/express';
import { expect } from 'chai';
import type { Request } from 'express';
import { errAsync } from 'neverthrow';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AuditedApplication } from './audited-application.js';
import { expressVersions } from './express-versions.js';

type SignedIn = Request & { user?: { id: string } };
const signedIn: ExpressAuditOptions = {
  actor: (request: SignedIn) => request.user && { type: 'user', id: request.user.id },
};

for (const [version, express] of expressVersions) {
  describe(`expressAudit in ${version}`, () => {
    let application: AuditedApplication;
    const start = (
      ...args: ConstructorParameters<typeof AuditedApplication> extends [unknown, ...infer Rest] ? Rest : never
    ) => (application = new AuditedApplication(express, ...args));
    afterEach(() => application.close());

    describe('the actor', () => {
      it('is whom authentication mounted later has found', async () => {
        const { app } = start(signedIn);
        app.use((request: SignedIn, _response, next) => {
          request.user = { id: 'u-1' };
          next();
        });
        app.post('/', (_request, response) => void response.end());
        await application.fetch('/');
        expect((await application.events(1))[0]?.actor).to.deep.equal({ type: 'user', id: 'u-1' });
      });

      it('is asked for again until there is one, who then stands', async () => {
        const { app, audit } = start(signedIn);
        app.post('/', (request: SignedIn, response) => {
          const note = () => void audit.record({ action: 'note', resource: { type: 'note' } });
          note();
          request.user = { id: 'u-1' };
          note();
          request.user = { id: 'u-2' };
          response.end();
        });
        await application.fetch('/');
        const actors = (await application.events(3)).map(({ actor }) => actor.id ?? actor.type);
        expect(actors).to.deep.equal(['anonymous', 'u-1', 'u-1']);
      });

      it('is anonymous when the function throws, and the application hears of it', async () => {
        const { app, failures } = start({
          actor: () => {
            throw new Error('no');
          },
        });
        app.post('/', (_request, response) => void response.end());
        expect((await application.fetch('/')).status).to.equal(200);
        expect((await application.events(1))[0]?.actor).to.deep.equal({ type: 'anonymous' });
        expect(failures.map(({ code }) => code)).to.deep.equal(['ACTOR_UNRESOLVED']);
      });
    });

    describe('mounted twice', () => {
      it('records a request once, with the first options', async () => {
        const { app, audit } = start({ actor: () => ({ type: 'user', id: 'first' }) });
        const router = express.Router();
        router.use(expressAudit(audit, { actor: () => ({ type: 'user', id: 'second' }) }));
        router.post('/x', (_request, response) => void response.end());
        app.use('/:a', expressAudit(audit), router);
        await application.fetch('/a/x');
        const [event] = await application.events(1);
        expect(event).to.deep.include({
          actor: { type: 'user', id: 'first' },
          resource: { type: 'route', id: 'POST /:a/x' },
        });
      });

      it('brings the context back to what has lost it', async () => {
        const { app, audit } = start();
        let before: unknown;
        let after: unknown;
        app.use((_request, _response, next) => {
          before = currentAuditContext();
          runWithAuditContext(undefined, next);
        });
        app.use(expressAudit(audit));
        app.post('/', (_request, response) => {
          after = currentAuditContext();
          response.end();
        });
        await application.fetch('/');
        expect(after).to.be.an('object').and.equal(before);
      });
    });

    describe('what it records', () => {
      it('is a GET that was denied', async () => {
        const { app } = start();
        app.get('/secrets', (_request, response) => void response.status(403).end());
        app.get('/open', (_request, response) => void response.end());
        await application.fetch('/open', {});
        await application.fetch('/secrets', {});
        expect((await application.events(1))[0]).to.deep.include({
          outcome: 'denied',
          resource: { type: 'route', id: 'GET /secrets' },
        });
      });

      it('is a HEAD that was asked for', async () => {
        const { app } = start({ methods: ['HEAD'] });
        app.get('/a', (_request, response) => void response.send('body'));
        expect(await application.recordedRoute('/a', { method: 'HEAD' })).to.equal('HEAD /a');
      });

      it('is nothing under a skipped path, mounted or not', async () => {
        const { app } = start({ skip: ['/api/health'] });
        app.use(
          '/api',
          express.Router().post('/health', (_request, response) => void response.end()),
        );
        await application.fetch('/api/health?a=b');
        await application.events(0);
      });

      it('is an error thrown before the body began', async () => {
        const { app } = start();
        app.post('/a', () => {
          throw new Error('failed');
        });
        expect((await application.fetch('/a')).status).to.equal(500);
        expect((await application.events(1))[0])
          .to.deep.include({ outcome: 'failure' })
          .and.nested.include({ 'metadata.status': 500 });
      });

      it('is an error thrown after the body began', async () => {
        const { app } = start();
        app.post('/a', (_request, response) => {
          response.write('begun');
          throw new Error('failed');
        });
        await application
          .fetch('/a')
          .then((response) => response.text())
          .catch(() => undefined);
        const [event] = await application.events(1);
        expect(event?.metadata).to.deep.include({ status: 200, aborted: true });
        expect(event?.resource.id).to.equal('POST /a');
      });

      it('is a client that left', async () => {
        const { app } = start();
        app.post('/a', () => undefined);
        const socket = connect(Number(new URL(await application.listen()).port), '127.0.0.1');
        await once(socket, 'connect');
        socket.write('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');
        await delay(30);
        socket.destroy();
        const [event] = await application.events(1);
        expect(event?.outcome).to.equal('failure');
        expect(event?.metadata).to.deep.include({ aborted: true }).and.not.have.property('status');
      });

      it('is a streamed body, both ways', async () => {
        const { app } = start();
        app.post('/echo', (request, response) => void request.pipe(response));
        const body = Readable.toWeb(Readable.from(Array.from({ length: 50 }, () => Buffer.alloc(4_096, 'x'))));
        const response = await application.fetch('/echo', {
          method: 'POST',
          body,
          duplex: 'half',
        });
        expect(await response.text()).to.have.lengthOf(50 * 4_096);
        expect((await application.events(1))[0]?.metadata)
          .to.deep.include({ status: 200 })
          .and.not.have.property('aborted');
      });

      it('is query parameters without their secrets', async () => {
        const { app } = start();
        app.post('/a', (_request, response) => void response.end());
        await application.fetch('/a?token=SECRET&page=2');
        const [event] = await application.events(1);
        expect(JSON.stringify(event)).not.to.include('SECRET');
        expect(event?.metadata).to.have.nested.property('query.page', '2');
      });

      it('is the request without its query when that cannot be read', async () => {
        const { app, failures } = start();
        app.post('/a', (request, response) => {
          Object.defineProperty(request, 'query', {
            get() {
              throw new Error('hostile');
            },
          });
          response.end();
        });
        await application.fetch('/a');
        expect((await application.events(1))[0]?.metadata).not.to.have.property('query');
        expect(failures).to.have.lengthOf(1);
      });

      it('is marks where a query is hostile', async () => {
        const { app } = start();
        app.set('query parser', () => ({
          get a() {
            throw new Error('hostile');
          },
          b: '\uD800',
          ['__proto__']: 1,
        }));
        app.post('/a', (_request, response) => void response.end());
        await application.fetch('/a?x=1');
        const [event] = await application.events(1);
        expect(event?.outcome).to.equal('success');
        expect(JSON.stringify(event).isWellFormed()).to.equal(true);
      });
    });

    describe('the client', () => {
      const headers = {
        'x-forwarded-for': '198.51.100.7',
        'x-request-id': 'r-1',
        'user-agent': 'ad\u0085min',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      };
      const facts = async (options: ExpressAuditOptions, sent: Record<string, string> = headers) => {
        const { app } = start(options);
        // What Express believes is not what is recorded.
        app.set('trust proxy', true);
        app.post('/a', (_request, response) => void response.end());
        await application.fetch('/a', { method: 'POST', headers: sent });
        return (await application.events(1))[0]?.request;
      };

      it('cannot choose its address', async () => {
        expect(await facts({})).to.deep.include({ ip: '127.0.0.1', peerIp: '127.0.0.1' });
      });

      it('has the address that a trusted proxy vouches for', async () => {
        expect(await facts({ trustedProxies: ['127.0.0.0/8'] })).to.deep.include({
          ip: '198.51.100.7',
          peerIp: '127.0.0.1',
        });
      });

      it('has its own ids kept apart from ours', async () => {
        const request = await facts({});
        expect(request).to.deep.include({ externalId: 'r-1', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' });
        expect(request?.id).to.match(/^[0-9a-f-]{36}$/);
      });

      it('cannot put control characters into the user agent', async () => {
        expect((await facts({}))?.userAgent).to.equal('admin');
      });

      it('has no ids when they are malformed', async () => {
        const request = await facts({}, { 'x-request-id': 'a, b', traceparent: '00-0-0-0' });
        expect(request).not.to.have.any.keys('externalId', 'traceId');
      });
    });

    it('leaves the response alone when the store fails', async () => {
      const failing = () => errAsync(new AuditError('STORE_UNAVAILABLE', 'down'));
      const { app, failures } = start({}, { append: failing, query: failing, close: failing });
      app.post('/a', (_request, response) => void response.status(201).send('made'));
      const response = await application.fetch('/a');
      expect([response.status, await response.text()]).to.deep.equal([201, 'made']);
      await delay(20);
      expect(failures.map(({ code }) => code)).to.deep.equal(['STORE_UNAVAILABLE']);
    });

    it('refuses wrong options at once', () => {
      const audit = createAuditTrail({ store: start().store });
      expect(() => expressAudit(audit, { skips: [] } as ExpressAuditOptions))
        .to.throw('skips')
        .with.property('code', 'OPTIONS_INVALID');
    });
  });
}

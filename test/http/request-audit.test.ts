import { AuditError, currentAuditContext } from '@auditrail/core';
import { createRequestAudit } from '@auditrail/http';
import { expect } from 'chai';
import { errAsync } from 'neverthrow';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { startAuditedServer } from './audited-server.js';
import type { RunningServer } from './running-server.js';

describe('createRequestAudit', () => {
  let server: RunningServer | undefined;
  const start = async (...args: Parameters<typeof startAuditedServer>) => (server = await startAuditedServer(...args));
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  describe('the event', () => {
    it('says what was served', async () => {
      const { url, events } = await start((_, response) => response.writeHead(201).end(), {
        options: { actor: () => ({ type: 'user', id: 7 }), tenant: () => 'acme', session: () => 'abc' },
        exchange: { query: () => ({ page: '2' }), route: () => '/invoices/:id' },
      });
      await fetch(`${url}/invoices/9`, { method: 'POST', headers: { 'user-agent': 'test', 'x-request-id': 'r-1' } });
      const [event] = await events(1);
      expect(event).to.deep.include({
        action: 'http.request',
        outcome: 'success',
        source: 'http',
        tenant: 'acme',
        actor: { type: 'user', id: '7' },
        resource: { type: 'route', id: 'POST /invoices/:id' },
      });
      expect(event?.metadata)
        .to.have.all.keys('status', 'durationMs', 'query')
        .and.deep.include({ status: 201, query: { page: '2' } });
      expect(event?.request).to.deep.include({
        externalId: 'r-1',
        ip: '127.0.0.1',
        peerIp: '127.0.0.1',
        userAgent: 'test',
        method: 'POST',
        route: '/invoices/:id',
        sessionDigest: 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0',
      });
    });

    it('names a request that met no route by a star, never by its path', async () => {
      const { url, events } = await start((_, response) => response.writeHead(404).end(), {
        exchange: { route: () => undefined },
      });
      await fetch(`${url}/reset/SECRET`, { method: 'POST' });
      const [event] = await events(1);
      expect(event).to.deep.include({ outcome: 'failure', resource: { type: 'route', id: 'POST *' } });
      expect(JSON.stringify(event)).not.to.include('SECRET');
    });

    it('measures the time to the end of the response', async () => {
      const { url, events } = await start((_, response) => {
        response.write('a');
        setTimeout(() => response.end(), 60);
      });
      await (await fetch(url, { method: 'POST' })).text();
      const [event] = await events(1);
      expect((event?.metadata as { durationMs: number }).durationMs).to.be.within(55, 1_000);
    });

    it('redacts query parameters', async () => {
      const { url, events } = await start((_, response) => response.end(), {
        exchange: { query: () => ({ token: 'SECRET', page: '1' }) },
      });
      await fetch(url, { method: 'POST' });
      const [event] = await events(1);
      expect(JSON.stringify(event)).not.to.include('SECRET');
      expect(event?.metadata).to.have.nested.property('query.page', '1');
    });

    it('keeps the last session when the request has destroyed it', async () => {
      let session: string | undefined = 'abc';
      const { url, events } = await start(
        (_, response, audit) => {
          void audit.record({ action: 'user.logout', resource: { type: 'session' } });
          session = undefined;
          response.end();
        },
        { options: { session: () => session } },
      );
      await fetch(url, { method: 'POST' });
      for (const event of await events(2)) expect(event.request).to.have.property('sessionDigest');
    });
  });

  describe('methods and skip', () => {
    const outcomes = async (
      options: Parameters<typeof startAuditedServer>[1],
      ...requests: [method: string, path: string][]
    ) => {
      const { url, store } = await start((message, response) => {
        response.writeHead(message.url?.includes('denied') ? 403 : 200).end();
      }, options);
      for (const [method, path] of requests) await fetch(url + path, { method });
      await delay(30);
      return store.events.map(({ request, outcome }) => `${request?.method ?? ''} ${outcome}`);
    };

    it('record mutating methods by default', async () => {
      const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];
      const recorded = await outcomes({}, ...methods.map((method): [string, string] => [method, '/']));
      expect(recorded).to.deep.equal(['POST success', 'PUT success', 'PATCH success', 'DELETE success']);
    });

    it('record any method that is denied', async () => {
      expect(await outcomes({}, ['GET', '/denied'])).to.deep.equal(['GET denied']);
    });

    it('record the methods asked for, in any case', async () => {
      expect(await outcomes({ options: { methods: ['get'] } }, ['GET', '/'], ['POST', '/'])).to.deep.equal([
        'GET success',
      ]);
    });

    it('skip paths as they were sent, without their query', async () => {
      const recorded = await outcomes({ options: { skip: ['/health'] } }, ['POST', '/health?a'], ['PUT', '/health/b']);
      expect(recorded).to.deep.equal(['PUT success']);
    });

    it('skip what a function says', async () => {
      const options = { skip: ({ method }: IncomingMessage) => method === 'PUT' };
      expect(await outcomes({ options }, ['POST', '/'], ['PUT', '/'])).to.deep.equal(['POST success']);
    });

    it('record when the skip function throws, and report it', async () => {
      const skip = () => {
        throw new Error('no');
      };
      expect(await outcomes({ options: { skip } }, ['POST', '/'])).to.deep.equal(['POST success']);
      expect(server?.failures.map(({ code }) => code)).to.deep.equal(['EVENT_INVALID']);
    });

    it('give skipped requests a context all the same', async () => {
      const { url, events } = await start(
        (_, response, audit) => {
          void audit.record({ action: 'report.read', resource: { type: 'report' } });
          response.end();
        },
        { options: { skip: ['/health'], actor: () => ({ type: 'service', id: 'probe' }) } },
      );
      await fetch(`${url}/health`, { method: 'POST' });
      const [event] = await events(1);
      expect(event).to.deep.include({ action: 'report.read', actor: { type: 'service', id: 'probe' } });
    });
  });

  describe('failures', () => {
    it('leave the response alone when the store fails', async () => {
      const failing = () => errAsync(new AuditError('STORE_UNAVAILABLE', 'down'));
      const { url, failures } = await start((_, response) => response.end('fine'), {
        store: { append: failing, query: failing, close: failing },
      });
      expect(await (await fetch(url, { method: 'POST' })).text()).to.equal('fine');
      await delay(20);
      expect(failures.map(({ code }) => code)).to.deep.equal(['STORE_UNAVAILABLE']);
    });

    it('leave the query out when it cannot be read', async () => {
      const { url, events, failures } = await start((_, response) => response.end(), {
        exchange: {
          query: () => {
            throw new Error('SECRET');
          },
        },
      });
      await fetch(url, { method: 'POST' });
      const [event] = await events(1);
      expect(event?.metadata).not.to.have.property('query');
      expect(failures.map(({ code }) => code)).to.deep.equal(['EVENT_INVALID']);
    });

    it('leave the route out when it cannot be read', async () => {
      const { url, events } = await start((_, response) => response.end(), {
        exchange: {
          route: () => {
            throw new Error('no');
          },
        },
      });
      await fetch(url, { method: 'POST' });
      expect((await events(1))[0]?.resource.id).to.equal('POST *');
    });

    it('keep the event when the session option throws', async () => {
      const { url, events, failures } = await start((_, response) => response.end(), {
        options: {
          session: () => {
            throw new Error('no');
          },
        },
      });
      await fetch(url, { method: 'POST' });
      expect((await events(1))[0]?.request).not.to.have.property('sessionDigest');
      expect(failures[0]).to.have.property('code', 'EVENT_INVALID');
    });

    it('run the work without a context when the request cannot be described', async () => {
      const { audit, failures } = await start((_, response) => response.end());
      const value = createRequestAudit(audit).run(
        {} as never,
        () => {
          throw new Error('no');
        },
        () => currentAuditContext() ?? 'ran',
      );
      expect(value).to.equal('ran');
      expect(failures.map(({ code }) => code)).to.deep.equal(['EVENT_INVALID']);
    });

    it('pass what the work throws through untouched', async () => {
      const { audit } = await start((_, response) => response.end());
      const thrown = new Error('the application');
      const run = () =>
        createRequestAudit(audit).run(
          {} as never,
          () => {
            throw new Error('ours');
          },
          () => {
            throw thrown;
          },
        );
      expect(run).to.throw(thrown);
    });
  });
});

import { expect } from 'chai';
import type { Request } from 'express';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { AuditedApplication } from './audited-application.js';
import { expressVersions } from './express-versions.js';

type SignedIn = Request & { user?: { id: string } };

for (const [version, express] of expressVersions) {
  describe(`Concurrent requests in ${version}`, () => {
    let application: AuditedApplication;
    afterEach(() => application.close());

    it('keeps 600 concurrent requests apart', async function () {
      this.timeout(30_000);
      const count = 600;
      application = new AuditedApplication(express, {
        actor: (request: SignedIn) => request.user && { type: 'user', id: request.user.id },
        tenant: (request) => request.get('x-tenant'),
        trustedProxies: ['127.0.0.1'],
      });
      const { app, audit } = application;
      app.use((request: SignedIn, _response, next) => {
        setTimeout(() => {
          request.user = { id: `u-${request.get('x-request-id') ?? ''}` };
          next();
        }, Math.random() * 20);
      });
      app.post('/items/:id', async (request, response) => {
        await delay(Math.random() * 20);
        await new Promise((resolve) => setImmediate(resolve));
        void audit.record({ action: 'item.sold', resource: { type: 'item', id: request.params.id } });
        await Promise.resolve();
        response.write('a');
        setTimeout(() => response.end(), Math.random() * 10);
      });
      const url = await application.listen();
      const agent = new Agent({ keepAlive: true, maxSockets: 64 });
      const send = async (n: number) => {
        const outgoing = httpRequest(`${url}/items/${n}`, {
          method: 'POST',
          agent,
          headers: {
            'x-request-id': `${n}`,
            'x-tenant': `t-${n}`,
            'x-forwarded-for': `198.51.${n >> 8}.${n & 255}`,
            'user-agent': `agent-${n}`,
          },
        }).end();
        const [response] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
        response.resume();
        await once(response, 'end');
      };
      await Promise.all(Array.from({ length: count }, (_, n) => send(n)));
      agent.destroy();
      const events = await application.events(2 * count);
      for (const { request, actor, tenant, resource } of events) {
        const n = Number(request?.externalId);
        expect([actor.id, tenant, request?.ip, request?.userAgent]).to.deep.equal([
          `u-${n}`,
          `t-${n}`,
          `198.51.${n >> 8}.${n & 255}`,
          `agent-${n}`,
        ]);
        if (resource.type === 'item') expect(resource.id).to.equal(`${n}`);
      }
      expect(new Set(events.map(({ request }) => request?.id))).to.have.property('size', count);
    });
  });
}

import { createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { expressAudit, type ExpressAuditOptions } from '@auditrail/express';
import { expect } from 'chai';
import { startApplication, type AuditedApplication } from './audited-application.js';
import { expressVersions } from './express-versions.js';

for (const [version, express] of expressVersions) {
  describe(`expressAudit in ${version}`, () => {
    let application: AuditedApplication;
    beforeEach(async () => {
      application = await startApplication(express);
    });
    afterEach(() => application.close());

    it('records the request without its query when that cannot be read', async () => {
      const { app, send, events, failures } = application;
      app.post('/a', (request, response) => {
        Object.defineProperty(request, 'query', {
          get() {
            throw new Error('hostile');
          },
        });
        response.end();
      });
      await send('/a');
      expect((await events(1))[0]?.metadata).not.to.have.property('query');
      expect(failures).to.have.lengthOf(1);
    });

    it('records marks where a query is hostile', async () => {
      const { app, send, events } = application;
      app.set('query parser', () => ({
        get a() {
          throw new Error('hostile');
        },
        b: '\uD800',
        ['__proto__']: 1,
      }));
      app.post('/a', (_request, response) => void response.end());
      await send('/a?x=1');
      const [event] = await events(1);
      expect(event?.outcome).to.equal('success');
      expect(JSON.stringify(event).isWellFormed()).to.equal(true);
    });

    it('refuses wrong options at once', () => {
      const audit = createAuditTrail({ store: new MemoryAuditStore() });
      expect(() => expressAudit(audit, { skips: [] } as ExpressAuditOptions))
        .to.throw('skips')
        .with.property('code', 'OPTIONS_INVALID');
    });
  });
}

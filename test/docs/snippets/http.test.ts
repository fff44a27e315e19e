// #region use
import { createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { createRequestAudit } from '@auditrail/http';
import { createServer, type IncomingMessage } from 'node:http';
// #endregion
import { expect } from 'chai';
import { port, stop, urlOf } from './running.js';

describe('packages/http/README.md', () => {
  it('shows a middleware for plain node', async () => {
    // #region use
    const audit = createAuditTrail({ store: new MemoryAuditStore() });
    const requestAudit = createRequestAudit<IncomingMessage>(audit, { trustedProxies: ['10.0.0.0/8'] });

    const server = createServer((message, response) => {
      const describe = () => ({
        request: message,
        message,
        response,
        target: () => message.url ?? '/',
        query: () => Object.fromEntries(new URL(message.url ?? '/', 'http://localhost').searchParams),
        route: () => '/invoices/:id', // the pattern from the code, never the path that was sent
      });
      requestAudit.run(message, describe, () => response.end());
    });
    server.listen(port);
    // #endregion
    await fetch(`${await urlOf(server)}/invoices/7?from=mail`, { method: 'POST' });
    await stop(server);
    const [event] = (await audit.query())._unsafeUnwrap().events;
    expect(event?.resource.id).to.equal('POST /invoices/:id');
    expect(event?.metadata).to.deep.include({ status: 200, query: { from: 'mail' } });
  });
});

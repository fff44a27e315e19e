import { createAuditTrail, MemoryAuditStore, type AuditError } from '@auditrail/core';
import { koaAudit } from '@auditrail/koa';
import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { koaVersions } from './koa-versions.js';

for (const [version, Application] of koaVersions) {
  describe(`koaAudit in ${version}, told to believe proxies`, () => {
    async function failuresOf(settings: ConstructorParameters<typeof Application>[0]): Promise<readonly AuditError[]> {
      const failures: AuditError[] = [];
      const audit = createAuditTrail({ store: new MemoryAuditStore(), onError: (error) => failures.push(error) });
      const listen = new Application(settings).use(koaAudit(audit)).callback();
      const server = createServer((message, response) => void listen(message, response)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      for (let request = 0; request < 2; request += 1) await fetch(`http://127.0.0.1:${String(port)}/`);
      server.close();
      return failures;
    }

    it('says once that any client chooses the address', async () => {
      const [failure, ...more] = await failuresOf({ proxy: true });
      expect(failure)
        .to.have.property('message')
        .that.equals(
          "Koa's `app.proxy` without `maxIpsCount` believes strangers: any client chooses the address that the application sees",
        );
      expect(more).to.deep.equal([]);
    });

    it('says so of a number of hops that is none, and of other headers to which proxies append', async () => {
      for (const settings of [{ maxIpsCount: -1 }, { maxIpsCount: 1_000_000 }, { proxyIpHeader: 'Forwarded' }]) {
        expect(await failuresOf({ proxy: true, ...settings })).to.have.length(1);
      }
    });

    it('accepts a number of hops, a header that the proxy writes alone, and no proxy', async () => {
      expect(await failuresOf({ proxy: true, maxIpsCount: 1 })).to.deep.equal([]);
      expect(await failuresOf({ proxy: true, proxyIpHeader: 'X-Real-IP' })).to.deep.equal([]);
      expect(await failuresOf({})).to.deep.equal([]);
    });
  });
}

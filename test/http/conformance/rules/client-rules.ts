import { expect } from 'chai';
import type { RequestAuditOptions } from '@auditrail/http';
import type { IncomingMessage } from 'node:http';
import type { Harness, Rule } from '../rule.js';

async function factsOf(
  { start }: Harness,
  headers: Readonly<Record<string, string>>,
  options: RequestAuditOptions<IncomingMessage> = {},
) {
  const { send, events } = await start({ options, trustsEverybody: true });
  await send('/items/1', { headers });
  return (await events(1))[0]?.request;
}

export const clientRules: readonly Rule[] = [
  {
    id: 'client.untrusted',
    title: 'a client cannot choose its address, whatever the framework trusts',
    async check(harness) {
      const facts = await factsOf(harness, { 'x-forwarded-for': '198.51.100.7', forwarded: 'for=198.51.100.7' });
      expect(facts).to.deep.include({ ip: '127.0.0.1', peerIp: '127.0.0.1' });
    },
  },
  {
    id: 'client.trusted',
    title: 'the address is the last one that trusted proxies vouch for, not the first that is claimed',
    async check(harness) {
      const headers = { 'x-forwarded-for': '192.0.2.66, 198.51.100.7' };
      const facts = await factsOf(harness, headers, { trustedProxies: ['127.0.0.0/8'] });
      expect(facts).to.deep.include({ ip: '198.51.100.7', peerIp: '127.0.0.1' });
    },
  },
  {
    id: 'client.ids',
    title: "the client's own ids are kept apart from ours, and only when they are well formed",
    async check(harness) {
      const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
      const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
      const facts = await factsOf(harness, { 'x-request-id': 'r-1', traceparent });
      expect(facts).to.deep.include({ externalId: 'r-1', traceId });
      expect(facts?.id).to.match(/^[0-9a-f-]{36}$/);
      const malformed = await factsOf(harness, { 'x-request-id': 'a, b', traceparent: '00-0-0-0' });
      expect(malformed).not.to.have.any.keys('externalId', 'traceId');
    },
  },
  {
    id: 'client.user-agent',
    title: 'the user agent holds no control characters',
    async check(harness) {
      expect((await factsOf(harness, { 'user-agent': 'ad\u0085min' }))?.userAgent).to.equal('admin');
    },
  },
];

import type { RequestFacts } from '@auditrail/core';
import type { RequestAuditOptions } from '@auditrail/http';
import { expect } from 'chai';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Harness, Rule } from '../rule.js';

/** The header lines of a request, as an attacker writes them, and what must become of them. */
interface Attack<Facts> {
  readonly lines: readonly string[];
  readonly facts: Facts;
}

/** Sends each attack over a socket of its own, byte for byte, and gives the facts that were recorded. */
async function attack(
  { start }: Harness,
  attacks: readonly Attack<unknown>[],
  options: RequestAuditOptions<IncomingMessage> = {},
): Promise<readonly (RequestFacts | undefined)[]> {
  const tenant = ({ url }: IncomingMessage) => url?.slice('/items/'.length);
  const { open, events } = await start({ options: { ...options, tenant }, trustsEverybody: true });
  await Promise.all(
    attacks.map(async ({ lines }, index) => {
      const head = [`POST /items/${index} HTTP/1.1`, 'Host: test', 'Content-Length: 0', 'Connection: close', ...lines];
      const socket = await open(`${head.join('\r\n')}\r\n\r\n`);
      socket.resume();
      await once(socket, 'close');
    }),
  );
  const recorded = await events(attacks.length);
  return attacks.map((_, index) => recorded.find((event) => event.tenant === String(index))?.request);
}

/** Compares what was recorded with what must be, line by line, so that a failure shows the attack that came through. */
function compare<Facts>(
  attacks: readonly Attack<Facts>[],
  recorded: readonly (RequestFacts | undefined)[],
  factsOf: (facts: RequestFacts | undefined) => Facts,
): void {
  const shown = (found: (index: number) => Facts) =>
    attacks.map(({ lines }, index) => [lines.join(' | '), found(index)]);
  expect(shown((index) => factsOf(recorded[index]))).to.deep.equal(shown((index) => attacks[index]?.facts as Facts));
}

const ip = (facts: RequestFacts | undefined) => facts?.ip ?? 'none';
const lie = '198.51.100.66';
const client = '198.51.100.7';
const peer = '127.0.0.1';

const claims = [
  `X-Forwarded-For: ${lie}`,
  `X-Forwarded-For: ${lie}, 127.0.0.1`,
  `Forwarded: for=${lie}`,
  `X-Real-IP: ${lie}`,
  `X-Client-IP: ${lie}`,
  `X-Cluster-Client-IP: ${lie}`,
  `True-Client-IP: ${lie}`,
  `CF-Connecting-IP: ${lie}`,
  `Fastly-Client-IP: ${lie}`,
  `X-Original-Forwarded-For: ${lie}`,
  `X-Remote-Addr: ${lie}`,
  `Via: 1.1 ${lie}`,
];

const throughForwardedFor: readonly Attack<string>[] = [
  { lines: [`X-Forwarded-For: ${client}`], facts: client },
  { lines: [`X-Forwarded-For: ${lie}, ${client}`], facts: client },
  { lines: [`X-Forwarded-For: ${lie}`, `X-Forwarded-For: ${client}`], facts: client },
  { lines: [`X-Forwarded-For: ${client}`, `Forwarded: for=${lie}`], facts: client },
  { lines: [`x-forwarded-for:${lie},${client},10.0.0.1`], facts: client },
  { lines: [`X-Forwarded-For: ${lie}, 203.0.113.5, 10.0.0.1, 10.0.0.2`], facts: '203.0.113.5' },
  { lines: [`X-Forwarded-For: ${client}:4711`], facts: client },
  { lines: [`X-Forwarded-For: [2001:db8::9]:4711`], facts: '2001:db8::9' },
  { lines: [`X-Forwarded-For: ::ffff:${client}`], facts: client },
  { lines: [`X-Forwarded-For: ${lie}, <script>alert(1)</script>`], facts: peer },
  { lines: [`X-Forwarded-For: ${lie}, evil actor=admin`], facts: peer },
  { lines: [`X-Forwarded-For: ${lie}, 0xC0.0.2.1`], facts: peer },
  { lines: [`X-Forwarded-For: ${lie}, 012.0.0.1`], facts: peer },
  { lines: [`X-Forwarded-For: ${lie}, 3221225985`], facts: peer },
  { lines: [`X-Forwarded-For: ${lie}, unknown`], facts: peer },
  { lines: [`X-Forwarded-For: ${lie}, `], facts: peer },
  { lines: [`X-Forwarded-For: ${'A'.repeat(8_000)}`], facts: peer },
  { lines: [`X-Forwarded-For: ${`${lie},`.repeat(500)}10.0.0.1`], facts: lie },
  { lines: ['X-Forwarded-For:'], facts: peer },
  { lines: [`Forwarded: for=${lie}`], facts: peer },
  { lines: [`X-Real-IP: ${lie}`], facts: peer },
];

const throughForwarded: readonly Attack<string>[] = [
  { lines: [`Forwarded: for=${client}`], facts: client },
  { lines: [`Forwarded: for=${lie}, for=${client};proto=https`], facts: client },
  { lines: [`Forwarded: for=${lie}`, `Forwarded: for="${client}:4711"`], facts: client },
  { lines: [`Forwarded: for="${lie}, for=${client}`], facts: client },
  { lines: [`Forwarded: for="${lie}`, 'Forwarded: for="[2001:db8::9]:4711"'], facts: '2001:db8::9' },
  { lines: [`Forwarded: for=${lie}\\", for=${client}`], facts: client },
  { lines: [`Forwarded: for=${client}`, `X-Forwarded-For: ${lie}`], facts: client },
  { lines: [`Forwarded: for=${lie};for=${client}`], facts: peer },
  { lines: [`Forwarded: for=${lie}, for=unknown`], facts: peer },
  { lines: [`Forwarded: for=${lie}, for=_hidden`], facts: peer },
  { lines: [`Forwarded: for=${lie}, by=10.0.0.1`], facts: peer },
  { lines: [`X-Forwarded-For: ${lie}`], facts: peer },
];

const ids: readonly Attack<string | undefined>[] = [
  { lines: ['X-Request-ID: r-1'], facts: 'r-1' },
  {
    lines: ['X-Request-ID: urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
    facts: 'urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  },
  { lines: ['X-Request-ID: r-1', 'X-Request-ID: r-2'], facts: undefined },
  { lines: ['X-Request-ID: r-1 admin'], facts: undefined },
  { lines: ["X-Request-ID: r'--"], facts: undefined },
  { lines: ['X-Request-ID: =HYPERLINK("http://x")'], facts: undefined },
  { lines: ['X-Request-ID: ${jndi:ldap://x}'], facts: undefined },
  { lines: ['X-Request-ID: \u00e4'], facts: undefined },
  { lines: [`X-Request-ID: ${'a'.repeat(128)}`], facts: 'a'.repeat(128) },
  { lines: [`X-Request-ID: ${'a'.repeat(129)}`], facts: undefined },
  { lines: ['X-Request-ID:'], facts: undefined },
  { lines: ['X-Correlation-ID: r-1'], facts: undefined },
];

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = '00f067aa0ba902b7';

const traces: readonly Attack<string | undefined>[] = [
  { lines: [`traceparent: 00-${trace}-${parent}-01`], facts: trace },
  { lines: [`traceparent: cc-${trace}-${parent}-01-what-the-future-will-be-like`], facts: trace },
  { lines: [`traceparent: 00-${trace}-${parent}-01`, `traceparent: 00-${trace}-${parent}-01`], facts: undefined },
  { lines: [`traceparent: 00-${trace}-${parent}-01-extra`], facts: undefined },
  { lines: [`traceparent: ff-${trace}-${parent}-01`], facts: undefined },
  { lines: [`traceparent: 00-${trace.toUpperCase()}-${parent}-01`], facts: undefined },
  { lines: [`traceparent: 00-${'0'.repeat(32)}-${parent}-01`], facts: undefined },
  { lines: [`traceparent: 00-${trace}-${'0'.repeat(16)}-01`], facts: undefined },
  { lines: [`traceparent: 00-${trace}-${parent}`], facts: undefined },
  { lines: [`traceparent: 00-${trace}1-${parent}-01`], facts: undefined },
  { lines: [`traceparent: 00-${trace.slice(1)}-${parent}-01`], facts: undefined },
  { lines: [`traceparent: 00_${trace}_${parent}_01`], facts: undefined },
  { lines: [`tracestate: congo=${trace}`], facts: undefined },
];

const agents: readonly Attack<string | undefined>[] = [
  { lines: ['User-Agent: curl/8.5.0'], facts: 'curl/8.5.0' },
  { lines: ['User-Agent: a\tb'], facts: 'ab' },
  // node reads a header's bytes as Latin-1: of the two that UTF-8 needs, the second is a control character.
  { lines: ['User-Agent: ad\u009b31mmin'], facts: 'ad\u00c231mmin' },
  { lines: [`User-Agent: ${'x'.repeat(5_000)}`], facts: 'x'.repeat(512) },
  { lines: ['User-Agent: one', 'User-Agent: two'], facts: 'one' },
  { lines: ['User-Agent:'], facts: undefined },
];

/** What a client says about itself, byte by byte over a socket. */
export const spoofingRules: readonly Rule[] = [
  {
    id: 'spoofing.untrusted',
    title: 'no header gives a client another address',
    async check(harness) {
      const attacks = claims.map((line) => ({ lines: [line], facts: peer }));
      compare(attacks, await attack(harness, attacks), ip);
    },
  },
  {
    id: 'spoofing.forwarded-for',
    title: 'nothing that a client adds to X-Forwarded-For changes what its proxies say',
    async check(harness) {
      const options = { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] };
      compare(throughForwardedFor, await attack(harness, throughForwardedFor, options), ip);
    },
  },
  {
    id: 'spoofing.forwarded',
    title: 'nothing that a client adds to Forwarded changes what its proxies say',
    async check(harness) {
      const options = { trustedProxies: ['127.0.0.1', '10.0.0.0/8'], forwardedHeader: 'forwarded' } as const;
      compare(throughForwarded, await attack(harness, throughForwarded, options), ip);
    },
  },
  {
    id: 'spoofing.ids',
    title: "a client's request id is kept when it is one plain token, and is never ours",
    async check(harness) {
      const recorded = await attack(harness, ids);
      compare(ids, recorded, (facts) => facts?.externalId);
      expect(new Set(recorded.map((facts) => facts?.id)).size).to.equal(ids.length);
      for (const facts of recorded) expect(facts?.id).to.match(/^[0-9a-f-]{36}$/);
    },
  },
  {
    id: 'spoofing.traceparent',
    title: 'a trace id is kept when its header is valid',
    async check(harness) {
      compare(traces, await attack(harness, traces), (facts) => facts?.traceId);
    },
  },
  {
    id: 'spoofing.user-agent',
    title: 'a user agent is cut, and cleaned of what a terminal obeys',
    async check(harness) {
      compare(agents, await attack(harness, agents), (facts) => facts?.userAgent);
    },
  },
  {
    id: 'spoofing.warned',
    title: 'a framework that believes everybody is reported, once',
    async check({ start }) {
      const { send, failures } = await start({ trustsEverybody: true });
      for (const path of ['/items/1', '/items/2']) await send(path);
      expect(failures.map(({ code }) => code)).to.deep.equal(['ADDRESS_FORGEABLE']);
    },
  },
];

import { expect } from 'chai';
import { once } from 'node:events';
import { sendPipelined } from '../pipelined-requests.js';
import type { Harness } from './rule.js';
import { signedInActor } from './sign-in.js';
import { wanderEvents } from './wander.js';

const addressOf = (n: number) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;

/** Sends many requests at once and rejects unless every event bears the facts of its own request. */
export async function sendCrowd({ start }: Harness, count: number): Promise<void> {
  const { server, audit, store } = await start({
    options: {
      actor: signedInActor,
      tenant: ({ headers }) => headers['x-tenant'] as string,
      trustedProxies: ['127.0.0.1'],
    },
  });
  const requests = Array.from({ length: count }, (_, n) => ({
    path: `/wander/${n}`,
    headers: {
      'x-request-id': `${n}`,
      'x-user': `u-${n}`,
      'x-tenant': `t-${n}`,
      'x-forwarded-for': addressOf(n),
      'user-agent': `agent-${n}`,
    },
  }));
  await sendPipelined(server, requests, Math.min(250, count));
  // The last sockets close before the server has seen the end of their responses.
  const closed = once(server, 'close');
  server.close();
  await closed;
  await audit.settled();
  const { events } = store;
  const strange = events.filter(({ action, actor, tenant, request, resource }) => {
    const n = Number(request?.externalId);
    const own = [`u-${n}`, `t-${n}`, addressOf(n), `agent-${n}`, action === 'wander' ? `${n}` : 'POST /wander/:n'];
    const found = [actor.id, tenant, request?.ip, request?.userAgent, resource.id];
    return own.some((fact, index) => fact !== found[index]);
  });
  expect(strange.slice(0, 3)).to.deep.equal([]);
  expect(events).to.have.lengthOf(count * (wanderEvents + 1));
  expect(new Set(events.map(({ request }) => request?.id))).to.have.property('size', count);
}

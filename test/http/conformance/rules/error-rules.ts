import { expect } from 'chai';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { postRequest } from '../post-request.js';
import type { Rule } from '../rule.js';

export const errorRules: readonly Rule[] = [
  {
    id: 'error.untouched',
    title: 'an error passes through: the framework is given the very object',
    async check({ start }) {
      const { send, caught, thrown } = await start();
      expect((await send('/fail')).status).to.equal(500);
      expect(caught).to.have.lengthOf(1);
      expect(caught[0]).to.equal(thrown);
    },
  },
  {
    id: 'error.before-body',
    title: 'an error before the body is a failure with the status of the answer',
    async check({ start }) {
      const { send, events } = await start();
      await send('/fail');
      expect((await events(1))[0]).to.nested.include({
        outcome: 'failure',
        'resource.id': 'POST /fail',
        'metadata.status': 500,
      });
    },
  },
  {
    id: 'error.after-body-began',
    title: 'an error after the body has begun leaves the status that was sent, marked as aborted',
    async check({ start }) {
      const { open, events } = await start();
      const socket = await open(postRequest('/fail-late'));
      await once(socket, 'data');
      // Not every framework hangs up.
      await delay(20);
      socket.destroy();
      const [event] = await events(1);
      expect(event?.metadata).to.deep.include({ status: 200, aborted: true });
      expect(event?.resource.id).to.equal('POST /fail-late');
    },
  },
  {
    id: 'error.not-found',
    title: 'a request that nothing answers is a failure with status 404',
    async check({ start }) {
      const { send, events } = await start();
      await send('/nowhere');
      expect((await events(1))[0]).to.nested.include({ outcome: 'failure', 'metadata.status': 404 });
    },
  },
];

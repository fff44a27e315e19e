import { expect } from 'chai';
import { sendCrowd } from '../crowd.js';
import type { Rule } from '../rule.js';
import { wanderEvents } from '../wander.js';

export const contextRules: readonly Rule[] = [
  {
    id: 'context.survives',
    title: 'the context survives timers and awaited calls',
    async check({ start }) {
      const { send, events } = await start();
      await send('/wander/1', { headers: { 'x-request-id': 'r-1' } });
      for (const { request } of await events(wanderEvents + 1)) {
        expect(request).to.include({ externalId: 'r-1', route: '/wander/:n' });
      }
    },
  },
  {
    id: 'context.streamed',
    title: 'the context survives in a body that is made while it is sent',
    needs: 'context-in-bodies',
    async check({ start }) {
      const { send, events } = await start();
      expect(await (await send('/stream', { headers: { 'x-request-id': 'r-1' } })).text()).to.equal('1 2 3 ');
      for (const { request } of await events(2)) expect(request?.externalId).to.equal('r-1');
    },
  },
  {
    id: 'context.crowd',
    title: '500 concurrent requests keep apart',
    async check(harness) {
      await sendCrowd(harness, 500);
    },
  },
];

import { expect } from 'chai';
import type { Rule } from '../rule.js';
import { signedInActor } from '../sign-in.js';

export const actorRules: readonly Rule[] = [
  {
    id: 'actor.late',
    title: 'the actor is whom authentication mounted later has found',
    async check({ start }) {
      const { send, events } = await start({ options: { actor: signedInActor } });
      await send('/items/1', { headers: { 'x-user': 'u-1' } });
      const [event] = await events(1);
      expect(event?.actor).to.deep.equal({ type: 'user', id: 'u-1' });
    },
  },
  {
    id: 'actor.stands',
    title: 'the actor is asked for again until there is one, who then stands',
    async check({ start }) {
      const { send, events } = await start({ options: { actor: signedInActor } });
      await send('/sign-in');
      const actors = (await events(3)).map(({ actor }) => actor.id ?? actor.type);
      expect(actors).to.deep.equal(['anonymous', 'u-1', 'u-1']);
    },
  },
  {
    id: 'actor.throws',
    title: 'the actor is anonymous when its function throws, and the application hears of it',
    async check({ start }) {
      const actor = () => {
        throw new Error('no');
      };
      const { send, events, failures } = await start({ options: { actor } });
      expect((await send('/items/1')).status).to.equal(201);
      expect((await events(1))[0]?.actor).to.deep.equal({ type: 'anonymous' });
      expect(failures.map(({ code }) => code)).to.deep.equal(['ACTOR_UNRESOLVED']);
    },
  },
];

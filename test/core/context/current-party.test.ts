import { setImmediate as nextImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import sinon from 'sinon';
import { runWithAuditContext, type Actor, type AuditContext } from '@auditrail/core';
import { createTestTrail, paid } from '../recorder/test-trail.js';

const user: Actor = { type: 'user', id: 'u-1' };

/** The actors of events that are recorded one after the other in one context. */
async function actorsOf(context: Omit<AuditContext, 'v'>, events = 1) {
  const trail = createTestTrail();
  await runWithAuditContext({ v: 1, ...context }, async () => {
    for (let count = 0; count < events; count += 1) await trail.audit.record(paid);
  });
  return {
    ...trail,
    actors: trail.events().map(({ actor }) => actor),
    tenants: trail.events().map(({ tenant }) => tenant),
  };
}

describe('currentActor', () => {
  it('is the actor that the context has, without asking', async () => {
    const askActor = sinon.fake.returns({ type: 'user', id: 'other' });
    const { actors } = await actorsOf({ actor: user, askActor });
    expect(actors).to.deep.equal([user]);
    expect(askActor.notCalled).to.be.true;
  });

  it('is anonymous in a context that has no actor and nobody to ask', async () => {
    const { actors, failures } = await actorsOf({});
    expect(actors).to.deep.equal([{ type: 'anonymous' }]);
    expect(failures).to.deep.equal([]);
  });

  it('is asked for at each event until there is one, which then stands', async () => {
    const answers = [undefined, user, { type: 'user', id: 'other' }];
    const askActor = sinon.fake(() => answers.shift());
    const { actors } = await actorsOf({ askActor }, 4);
    expect(actors).to.deep.equal([{ type: 'anonymous' }, user, user, user]);
    expect(askActor.callCount).to.equal(2);
  });

  for (const nothing of [undefined, null, false, '', 0, 0n, NaN]) {
    it(`is anonymous, and no failure, when asking yields ${typeof nothing} ${String(nothing) || '""'}`, async () => {
      const { actors, failures } = await actorsOf({ askActor: () => nothing });
      expect(actors).to.deep.equal([{ type: 'anonymous' }]);
      expect(failures).to.deep.equal([]);
    });
  }

  const broken: [how: string, askActor: () => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('secret');
      },
    ],
    ['returns a promise', () => Promise.resolve(user)],
    ['returns a promise that rejects', () => Promise.reject(new Error('secret'))],
    ['returns no actor', () => ({ type: 'secret' })],
    ['returns text', () => 'secret'],
  ];
  for (const [how, askActor] of broken) {
    it(`is anonymous, and reported as ACTOR_UNRESOLVED, when asking ${how}`, async () => {
      const { actors, failures } = await actorsOf({ askActor });
      expect(actors).to.deep.equal([{ type: 'anonymous' }]);
      expect(failures.map(({ error }) => error.code)).to.deep.equal(['ACTOR_UNRESOLVED']);
      expect(failures[0]?.error.message).not.to.contain('secret');
    });
  }

  it('leaves no rejection of a promise unhandled, which would end the process', async () => {
    const onUnhandled = sinon.fake();
    process.on('unhandledRejection', onUnhandled);
    await actorsOf({ askActor: () => Promise.reject(new Error('x')) });
    await nextImmediate();
    process.off('unhandledRejection', onUnhandled);
    expect(onUnhandled.notCalled).to.be.true;
  });

  it('is anonymous for an event that the actor function itself records', async () => {
    const { audit, events, failures } = createTestTrail();
    const askActor = () => {
      void audit.record({ ...paid, action: 'actor.asked' });
      return user;
    };
    await runWithAuditContext({ v: 1, askActor }, () => audit.record(paid));
    expect(events().map(({ action, actor }) => [action, actor.type])).to.deep.equal([
      ['actor.asked', 'anonymous'],
      ['invoice.pay', 'user'],
    ]);
    expect(failures).to.deep.equal([]);
  });

  it('is the one that the actor function sets, whatever it returns', async () => {
    const { audit, events } = createTestTrail();
    const askActor = () => {
      audit.setActor({ type: 'user', id: 'set' });
      return user;
    };
    await runWithAuditContext({ v: 1, askActor }, () => audit.record(paid));
    expect(events()[0]?.actor).to.deep.equal({ type: 'user', id: 'set' });
  });

  it('is unknown outside of every context, and counted', async () => {
    const { audit, events } = createTestTrail();
    await audit.record(paid);
    expect(events()[0]?.actor).to.deep.equal({ type: 'unknown' });
    expect(audit.counters.unknownActors).to.equal(1);
  });

  it('is not counted as unknown inside a context', async () => {
    const { audit } = await actorsOf({});
    expect(audit.counters.unknownActors).to.equal(0);
  });
});

describe('currentTenant', () => {
  it('is the first one that asking yields, as text', async () => {
    const answers = [undefined, 7, 8];
    const { tenants } = await actorsOf({ askTenant: () => answers.shift() }, 3);
    expect(tenants).to.deep.equal([undefined, '7', '7']);
  });

  it('gives way to the tenant that an event names', async () => {
    const { audit, events } = createTestTrail();
    await runWithAuditContext({ v: 1, tenant: 'context' }, () => audit.record({ ...paid, tenant: 'event' }));
    expect(events()[0]?.tenant).to.equal('event');
  });

  const broken: [how: string, askTenant: () => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('secret');
      },
    ],
    ['returns an object', () => ({ secret: 1 })],
    ['returns a promise that rejects', () => Promise.reject(new Error('secret'))],
  ];
  for (const [how, askTenant] of broken) {
    it(`is missing, and reported, when asking ${how}`, async () => {
      const { tenants, failures } = await actorsOf({ askTenant });
      expect(tenants).to.deep.equal([undefined]);
      expect(failures.map(({ error }) => error.code)).to.deep.equal(['EVENT_INVALID']);
      expect(failures[0]?.error.message).not.to.contain('secret');
    });
  }
});

import { createAuditTrail, currentAuditContext, MemoryAuditStore, type AuditTrail } from '@auditrail/core';
import { expect } from 'chai';
import DataLoader from 'dataloader';
import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';

const users = Array.from({ length: 10 }, (_, n) => `user-${String(n)}`);

/** Lets every user act at the same time, each in a context of their own, at a place that they share. */
async function actAtOnce(
  audit: AuditTrail,
  act: (user: string, note: (how: string) => void) => Promise<void>,
): Promise<void> {
  const work = users.map((user) =>
    audit.runAs({ type: 'user', id: user }, () =>
      act(user, (how) => void audit.record({ action: 'meeting.note', resource: { type: how, id: user } })),
    ),
  );
  await Promise.all(work);
  await audit.settled();
}

describe('The actor of an event, where the work of many meets', () => {
  let store: MemoryAuditStore;
  let audit: AuditTrail;

  beforeEach(() => {
    store = new MemoryAuditStore();
    audit = createAuditTrail({ store, onError: () => undefined });
  });

  /** Every note must be its own user's; it throws unless each has as many as said. */
  function expectOwn(notesOfEach: number): void {
    const strange = store.events.filter(({ actor, resource }) => actor.id !== resource.id);
    expect(strange.map(({ actor, resource }) => [resource.type, resource.id, actor])).to.deep.equal([]);
    expect(store.events).to.have.length(notesOfEach * users.length);
  }

  it('is that of the caller who awaits a batch', async () => {
    const loader = new DataLoader<string, string>((keys) => Promise.resolve(keys), { cache: false });
    await actAtOnce(audit, async (user, note) => {
      note('before');
      await loader.load(user);
      note('after');
    });
    expectOwn(2);
  });

  it('is that of the caller for what a batch does with a bound function', async () => {
    const loader = new DataLoader<() => void, string>((notes) => {
      for (const note of notes) note();
      return Promise.resolve(notes.map(() => 'done'));
    });
    await actAtOnce(audit, async (_user, note) => {
      await loader.load(audit.bind(() => note('in the batch')));
    });
    expectOwn(1);
  });

  it('is that of whoever emits, for a listener that was there before; and of who has bound it', async () => {
    const emitter = new EventEmitter().setMaxListeners(0);
    emitter.on('acted', (note: () => void) => note());
    await actAtOnce(audit, async (_user, note) => {
      emitter.once(
        'bell',
        audit.bind(() => note('bound')),
      );
      await delay(1);
      emitter.emit('acted', () => note('emitted'));
      emitter.emit('bell');
    });
    expectOwn(2);
  });

  it('is that of whoever waits for an event which somebody else emits', async () => {
    const emitter = new EventEmitter().setMaxListeners(0);
    await actAtOnce(audit, async (user, note) => {
      if (user === users.at(-1)) setImmediate(() => emitter.emit('bell'));
      await once(emitter, 'bell');
      note('woken');
    });
    expectOwn(1);
  });

  it('is that of whoever has started a timer, for as long as it ticks', async () => {
    await actAtOnce(audit, async (_user, note) => {
      const interval = setInterval(() => note('tick'), 1);
      await delay(20);
      clearInterval(interval);
    });
    const ticks = store.events.length;
    expect(ticks).to.be.at.least(2 * users.length);
    expectOwn(ticks / users.length);
  });

  it('is that of whoever has queued a job that one worker runs for all', async () => {
    const jobs: (() => void)[] = [];
    const worker = setInterval(() => jobs.shift()?.(), 1);
    await actAtOnce(
      audit,
      (_user, note) =>
        new Promise((resolve) => {
          const job = audit.bind(() => {
            note('job');
            resolve();
          });
          jobs.push(job);
        }),
    );
    clearInterval(worker);
    expectOwn(1);
  });

  it('is that of whoever reads a stream, whoever has written it', async () => {
    const streams = users.map(() => new PassThrough({ objectMode: true }));
    await actAtOnce(audit, async (user, note) => {
      const own = users.indexOf(user);
      streams.at(own - 1)?.end(user);
      for await (const writer of streams[own] ?? []) note(`from-${String(writer)}`);
      note('ended');
    });
    expectOwn(2);
  });

  it('is that of whoever listens to a port, once bound, whoever has opened it', async () => {
    let shared: MessageChannel | undefined;
    await actAtOnce(audit, async (user, note) => {
      shared ??= new MessageChannel();
      const { port1, port2 } = shared;
      await new Promise<void>((resolve) => {
        const listener = audit.bind((message: string) => {
          if (message !== user) return;
          note('message');
          resolve();
        });
        port2.on('message', listener);
        port1.postMessage(user);
      });
    });
    shared?.port1.close();
    expectOwn(1);
  });

  it('is unknown in a worker thread, which no context reaches, until the worker is told', async () => {
    const recorded = await audit.runAs({ type: 'user', id: 'ada' }, async () => {
      const worker = new Worker(new URL('acting-worker.js', import.meta.url), { workerData: 'grace' });
      const [message] = (await once(worker, 'message')) as [unknown];
      await once(worker, 'exit');
      return message;
    });
    expect(recorded).to.deep.equal({
      actors: [{ type: 'unknown' }, { type: 'user', id: 'grace' }, { type: 'unknown' }],
      unknownActors: 2,
    });
  });

  it('is frozen: neither who has named it nor who reads it can swap it', async () => {
    const named = { type: 'user' as const, id: 'ada' };
    await audit.runAs({ type: 'service', id: 'jobs' }, async () => {
      expect(audit.setActor(named)._unsafeUnwrapErr().code).to.equal('ACTOR_ALREADY_SET');
      await audit.record({ action: 'meeting.note', resource: { type: 'service' } });
    });
    await audit.runAs(named, async () => {
      named.id = 'mallory';
      expect(Object.isFrozen(currentAuditContext()?.actor)).to.equal(true);
      await audit.record({ action: 'meeting.note', resource: { type: 'user' } });
    });
    expect(store.events.map(({ actor }) => actor.id)).to.deep.equal(['jobs', 'ada']);
  });
});

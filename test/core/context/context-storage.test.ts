import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import { setImmediate as nextImmediate, setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { bindAuditContext, currentAuditContext, runWithAuditContext, type AuditContext } from '@auditrail/core';

const contextOf = (id: string): AuditContext => ({ v: 1, actor: { type: 'user', id } });
const currentId = () => currentAuditContext()?.actor?.id;

/** Ways in which code goes on later, each ending in a call of `next`. */
const laterWays: Record<string, (next: () => void) => void> = {
  'a promise': (next) => void Promise.resolve().then(next),
  setTimeout: (next) => void setTimeout(next, 1),
  setImmediate: (next) => void setImmediate(next),
  'process.nextTick': (next) => process.nextTick(next),
  queueMicrotask: (next) => queueMicrotask(next),
};

describe('currentAuditContext', () => {
  it('is nothing outside of every context', () => {
    expect(currentAuditContext()).to.be.undefined;
  });
});

describe('runWithAuditContext', () => {
  it('returns what the work returns', () => {
    expect(runWithAuditContext(contextOf('a'), () => 42)).to.equal(42);
  });

  it('throws what the work throws, and leaves the context', () => {
    const error = new Error('of the work');
    const work = () =>
      runWithAuditContext(contextOf('a'), () => {
        throw error;
      });
    expect(work).to.throw(error);
    expect(currentAuditContext()).to.be.undefined;
  });

  it('restores the outer context after an inner one', () => {
    const seen = runWithAuditContext(contextOf('outer'), () => [
      currentId(),
      runWithAuditContext(contextOf('inner'), currentId),
      currentId(),
    ]);
    expect(seen).to.deep.equal(['outer', 'inner', 'outer']);
  });

  it('runs work outside of every context when given none', () => {
    expect(runWithAuditContext(contextOf('a'), () => runWithAuditContext(undefined, currentAuditContext))).to.be
      .undefined;
  });

  for (const [way, later] of Object.entries(laterWays)) {
    it(`is seen by what the work starts through ${way}`, async () => {
      const seen = await runWithAuditContext(
        contextOf('a'),
        () => new Promise((resolve) => later(() => resolve(currentId()))),
      );
      expect(seen).to.equal('a');
      expect(currentAuditContext()).to.be.undefined;
    });
  }

  it('keeps a thousand interleaved contexts apart', async () => {
    const wrong: string[] = [];
    const work = async (id: string) => {
      for (const pause of [() => delay(Math.random() * 5), nextImmediate, () => Promise.resolve()]) {
        await pause();
        if (currentId() !== id) wrong.push(id);
      }
    };
    const ids = Array.from({ length: 1000 }, (_, index) => `u-${String(index)}`);
    await Promise.all(ids.map((id) => runWithAuditContext(contextOf(id), () => work(id))));
    expect(wrong).to.deep.equal([]);
  });

  it('is seen by the consumer of a stream', async () => {
    const seen = await runWithAuditContext(contextOf('a'), async () => {
      const ids = [];
      for await (const chunk of Readable.from(['x', 'y'])) ids.push(`${String(chunk)}:${String(currentId())}`);
      return ids;
    });
    expect(seen).to.deep.equal(['x:a', 'y:a']);
  });
});

describe('bindAuditContext', () => {
  it('runs a listener in the context that bound it, not in the one that emits', () => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    runWithAuditContext(contextOf('listener'), () => {
      emitter.on(
        'paid',
        bindAuditContext(() => seen.push(currentId())),
      );
      emitter.on('paid', () => seen.push(currentId()));
    });
    runWithAuditContext(contextOf('emitter'), () => emitter.emit('paid'));
    expect(seen).to.deep.equal(['listener', 'emitter']);
  });

  it('runs a stream listener in the context that bound it', async () => {
    const stream = new Readable({ read: () => undefined });
    const seen: unknown[] = [];
    runWithAuditContext(contextOf('a'), () =>
      stream.on(
        'data',
        bindAuditContext(() => seen.push(currentId())),
      ),
    );
    const ended = once(stream, 'end');
    runWithAuditContext(contextOf('b'), () => {
      stream.push('x');
      stream.push(null);
    });
    await ended;
    expect(seen).to.deep.equal(['a']);
  });

  it('runs what was bound outside of every context outside of every context', () => {
    const bound = bindAuditContext(currentAuditContext);
    expect(runWithAuditContext(contextOf('a'), bound)).to.be.undefined;
  });

  it('passes on this, arguments and the returned value', () => {
    const account = {
      rate: 3,
      times: bindAuditContext(function (this: { rate: number }, one: number, other: number) {
        return this.rate * one * other;
      }),
    };
    expect(account.times(5, 7)).to.equal(105);
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { errAsync, okAsync, ResultAsync } from 'neverthrow';
import { AuditError, MemoryAuditStore } from '@auditrail/core';
import { storeThatAppends } from './store-that-appends.js';
import { createTestTrail, paid } from './test-trail.js';

const unavailable = () => errAsync(new AuditError('STORE_UNAVAILABLE', 'down'));

describe('AuditTrail.settled', () => {
  it('waits for recordings that nobody awaited', async () => {
    const { audit } = createTestTrail(
      storeThatAppends(() => ResultAsync.fromSafePromise(delay(20)).map(() => undefined)),
    );
    void audit.record(paid);
    expect(audit.counters.recorded).to.equal(0);
    await audit.settled();
    expect(audit.counters.recorded).to.equal(1);
  });

  it('waits also for recordings that others start meanwhile', async () => {
    const { audit } = createTestTrail(
      storeThatAppends(() => ResultAsync.fromSafePromise(delay(20)).map(() => undefined)),
    );
    void audit.record(paid);
    setTimeout(() => void audit.record(paid), 5);
    await audit.settled();
    expect(audit.counters.recorded).to.equal(2);
  });

  it('resolves at once when nothing is under way', async () => {
    await createTestTrail().audit.settled();
  });
});

describe('AuditTrail.close', () => {
  it('closes the store at once, whose deadline it is, and waits for recordings under way', async () => {
    const steps: string[] = [];
    const { audit } = createTestTrail({
      ...storeThatAppends(() => ResultAsync.fromSafePromise(delay(20)).map(() => void steps.push('appended'))),
      close: () => {
        steps.push('closed');
        return okAsync(undefined);
      },
    });
    void audit.record(paid);
    await audit.close();
    expect(steps).to.deep.equal(['closed', 'appended']);
  });

  it('makes later recordings and queries fail with STORE_CLOSED', async () => {
    const { audit, codes } = createTestTrail();
    await audit.close();
    expect((await audit.record(paid))._unsafeUnwrapErr().code).to.equal('STORE_CLOSED');
    expect((await audit.query())._unsafeUnwrapErr().code).to.equal('STORE_CLOSED');
    expect(codes()).to.deep.equal(['STORE_CLOSED', 'STORE_CLOSED']);
  });

  it('is harmless twice', async () => {
    const { audit } = createTestTrail(new MemoryAuditStore());
    await audit.close();
    expect((await audit.close()).isOk()).to.be.true;
  });

  it('reports a store that cannot be closed', async () => {
    const { audit, codes } = createTestTrail({ ...storeThatAppends(unavailable), close: unavailable });
    expect((await audit.close()).isErr()).to.be.true;
    expect(codes()).to.deep.equal(['STORE_UNAVAILABLE']);
  });
});

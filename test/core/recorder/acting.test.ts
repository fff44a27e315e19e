import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { currentAuditContext, runWithAuditContext } from '@auditrail/core';
import { createTestTrail, paid } from './test-trail.js';

const request = { id: 'r-1', method: 'POST' };

describe('AuditTrail.setActor', () => {
  it('names the actor of the events that follow', async () => {
    const { audit, events } = createTestTrail();
    await runWithAuditContext({ v: 1 }, async () => {
      await audit.record(paid);
      expect(audit.setActor({ type: 'user', id: 1 }).isOk()).to.be.true;
      await audit.record(paid);
    });
    expect(events().map(({ actor }) => actor)).to.deep.equal([{ type: 'anonymous' }, { type: 'user', id: '1' }]);
  });

  it('accepts the same actor again, also under another name', () => {
    const { audit, failures } = createTestTrail();
    runWithAuditContext({ v: 1 }, () => {
      audit.setActor({ type: 'user', id: 1 });
      expect(audit.setActor({ type: 'user', id: '1', name: 'Ada' }).isOk()).to.be.true;
    });
    expect(failures).to.deep.equal([]);
  });

  const others = {
    'another id': { type: 'user', id: 2 },
    'another type': { type: 'service', id: 1 },
    'another onBehalfOf': { type: 'user', id: 1, onBehalfOf: { type: 'user', id: 2 } },
  } as const;
  for (const [difference, other] of Object.entries(others)) {
    it(`refuses ${difference} with ACTOR_ALREADY_SET, and keeps the first`, () => {
      const { audit, codes } = createTestTrail();
      runWithAuditContext({ v: 1 }, () => {
        audit.setActor({ type: 'user', id: 1 });
        expect(audit.setActor(other)._unsafeUnwrapErr().code).to.equal('ACTOR_ALREADY_SET');
        expect(currentAuditContext()?.actor).to.deep.equal({ type: 'user', id: '1' });
      });
      expect(codes()).to.deep.equal(['ACTOR_ALREADY_SET']);
    });
  }

  it('fails with CONTEXT_MISSING outside of every context', () => {
    const { audit, codes } = createTestTrail();
    expect(audit.setActor({ type: 'user', id: 1 })._unsafeUnwrapErr().code).to.equal('CONTEXT_MISSING');
    expect(codes()).to.deep.equal(['CONTEXT_MISSING']);
  });

  it('fails with EVENT_INVALID for what is no actor', () => {
    const { audit, codes } = createTestTrail();
    const result = runWithAuditContext({ v: 1 }, () => audit.setActor({ type: 'user' }));
    expect(result._unsafeUnwrapErr().code).to.equal('EVENT_INVALID');
    expect(codes()).to.deep.equal(['EVENT_INVALID']);
  });
});

describe('AuditTrail.runAs', () => {
  it('returns what the work returns', () => {
    const { audit } = createTestTrail();
    expect(audit.runAs({ type: 'system' }, () => 42)).to.equal(42);
  });

  it('gives all that the work starts its actor', async () => {
    const { audit, events } = createTestTrail();
    await audit.runAs({ type: 'system', id: 'nightly-backup' }, async () => {
      await delay(1);
      await audit.record(paid);
    });
    expect(events()[0]?.actor).to.deep.equal({ type: 'system', id: 'nightly-backup' });
    expect(audit.counters.unknownActors).to.equal(0);
  });

  it('keeps request and tenant of the request around it, and restores its actor', async () => {
    const { audit, events } = createTestTrail();
    await runWithAuditContext({ v: 1, actor: { type: 'user', id: 'u' }, tenant: 't', request }, async () => {
      await audit.runAs({ type: 'service', id: 's' }, () => audit.record(paid));
      await audit.record(paid);
    });
    expect(events().map((event) => [event.actor.id, event.tenant, event.request])).to.deep.equal([
      ['s', 't', request],
      ['u', 't', request],
    ]);
  });

  it('can still be told its tenant late', async () => {
    const { audit, events } = createTestTrail();
    await runWithAuditContext({ v: 1, askTenant: () => 't' }, () =>
      audit.runAs({ type: 'system' }, () => audit.record(paid)),
    );
    expect(events()[0]?.tenant).to.equal('t');
  });

  it('keeps the actor of nested work apart', () => {
    const { audit } = createTestTrail();
    const current = () => currentAuditContext()?.actor?.id;
    const seen = audit.runAs({ type: 'system', id: 'a' }, () => [
      current(),
      audit.runAs({ type: 'system', id: 'b' }, current),
      current(),
    ]);
    expect(seen).to.deep.equal(['a', 'b', 'a']);
  });

  it('keeps both identities under impersonation', async () => {
    const { audit, events } = createTestTrail();
    const actor = { type: 'user', id: 'admin', onBehalfOf: { type: 'user', id: 'customer' } } as const;
    await audit.runAs(actor, () => audit.record(paid));
    expect(events()[0]?.actor).to.deep.equal(actor);
  });

  it('runs the work as unknown, and reports it, when given no actor', async () => {
    const { audit, events, codes } = createTestTrail();
    const receipt = await audit.runAs({ type: 'user' }, () => audit.record(paid));
    expect(receipt.isOk()).to.be.true;
    expect(events()[0]?.actor).to.deep.equal({ type: 'unknown' });
    expect(codes()).to.deep.equal(['EVENT_INVALID']);
  });

  it('runs the work also when reading the actor throws', () => {
    const { audit, codes } = createTestTrail();
    const actor = {
      get type(): 'system' {
        throw new Error('secret');
      },
    };
    expect(audit.runAs(actor, () => 42)).to.equal(42);
    expect(codes()).to.deep.equal(['EVENT_INVALID']);
  });
});

describe('AuditTrail.bind', () => {
  it('gives a listener the actor of the moment it was bound', async () => {
    const { audit, events } = createTestTrail();
    const emitter = new EventEmitter();
    audit.runAs({ type: 'user', id: 'listener' }, () =>
      emitter.on(
        'paid',
        audit.bind(() => void audit.record(paid)),
      ),
    );
    audit.runAs({ type: 'user', id: 'emitter' }, () => emitter.emit('paid'));
    await audit.settled();
    expect(events()[0]?.actor.id).to.equal('listener');
  });

  it('gives what was bound outside of every context no actor, wherever it is called', async () => {
    const { audit, events } = createTestTrail();
    const bound = audit.bind(() => audit.record(paid));
    await audit.runAs({ type: 'user', id: 'caller' }, bound);
    expect(events()[0]?.actor).to.deep.equal({ type: 'unknown' });
  });
});

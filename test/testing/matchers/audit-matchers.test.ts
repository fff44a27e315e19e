import { AuditError, createAuditTrail, MemoryAuditStore, type AuditStore, type AuditTrail } from '@auditrail/core';
import { auditMatchers, buildEvent, createFixedClock, type ExpectedEvent } from '@auditrail/testing';
import { AssertionError, expect, use } from 'chai';
import { errAsync, ResultAsync } from 'neverthrow';
import { setTimeout as wait } from 'node:timers/promises';

use(auditMatchers);

/** A trail of one event: Ada has sent invoice 7. */
async function trailWithSending(store: AuditStore = new MemoryAuditStore()): Promise<AuditTrail> {
  const audit = createAuditTrail({ store, clock: createFixedClock(), onError: () => undefined });
  await audit.runAs({ type: 'user', id: 'u-1', name: 'Ada', onBehalfOf: { type: 'user', id: 2 } }, () =>
    audit.record({
      action: 'invoice.send',
      resource: { type: 'invoice', id: 7 },
      subject: { type: 'customer', id: 3 },
      tenant: 't-1',
      changes: { status: { old: 'draft', new: 'sent' }, total: { new: 10 } },
      metadata: { channels: ['mail', 'post'], size: { pages: 2, kilobytes: 40 } },
    }),
  );
  return audit;
}

/** The failure of an expectation that must not hold. */
async function failureOf(expectation: Promise<void>): Promise<Error> {
  const failure: unknown = await expectation.then(
    () => expect.fail('the expectation holds'),
    (error: unknown) => error,
  );
  if (failure instanceof AssertionError) return failure;
  throw failure;
}

describe('auditMatchers: recorded', () => {
  let audit: AuditTrail;
  beforeEach(async () => (audit = await trailWithSending()));

  const met: [what: string, expected: ExpectedEvent][] = [
    ['nothing in particular', {}],
    ['an action', { action: 'invoice.send' }],
    ['part of the actor', { actor: { id: 'u-1' } }],
    ['whom the actor stands for', { actor: { onBehalfOf: { id: 2 } } }],
    ['ids as numbers and bigints', { resource: { id: 7 }, subject: { id: 3n } }],
    ['ids as text', { resource: { id: '7' }, subject: { id: '3' } }],
    ['one of the changes', { changes: { status: { new: 'sent' } } }],
    ['part of the metadata', { metadata: { size: { pages: 2 } } }],
    ['an array', { metadata: { channels: ['mail', 'post'] } }],
    [
      'that a field is absent',
      { reason: undefined, resource: { name: undefined }, changes: { total: { old: undefined } } },
    ],
    ['what the store adds', { dbRole: 'memory' }],
    ['all at once', { action: 'invoice.send', outcome: 'success', source: 'application', actor: { type: 'user' } }],
  ];
  for (const [what, expected] of met) {
    it(`finds an event by ${what}`, async () => {
      await expect(audit).to.have.recorded(expected);
      await failureOf(expect(audit).not.to.have.recorded(expected));
    });
  }

  const unmet: [what: string, expected: ExpectedEvent][] = [
    ['another action', { action: 'invoice.pay' }],
    ['another actor', { actor: { id: 'u-2' } }],
    ['another id of another type', { resource: { id: 8 } }],
    ['a change that was not', { changes: { amount: { new: 1 } } }],
    ['a number as text in data', { changes: { total: { new: '10' } } }],
    ['part of an array', { metadata: { channels: ['mail'] } }],
    ['the absence of what is there', { tenant: undefined }],
    ['an inherited property', { metadata: { constructor: Object } }],
    ['one of two fields only', { action: 'invoice.send', outcome: 'failure' }],
  ];
  for (const [what, expected] of unmet) {
    it(`does not find an event by ${what}`, async () => {
      await expect(audit).not.to.have.recorded(expected);
      await failureOf(expect(audit).to.have.recorded(expected));
    });
  }

  it('looks into a MemoryAuditStore', async () => {
    const store = new MemoryAuditStore();
    await trailWithSending(store);
    await expect(store).to.have.recorded({ action: 'invoice.send' });
    await expect(store).not.to.have.recorded({ action: 'invoice.pay' });
  });

  it('waits for recordings under way', async () => {
    const kept = new MemoryAuditStore();
    const slow: AuditStore = {
      append: (events) => new ResultAsync(wait(20).then(() => kept.append(events))),
      query: (query) => kept.query(query),
      close: () => kept.close(),
    };
    const trail = createAuditTrail({ store: slow });
    void trail.record({ action: 'invoice.send', resource: { type: 'invoice' } });
    await expect(trail).to.have.recorded({ action: 'invoice.send' });
  });

  it('looks at more events than a page holds', async () => {
    const store = new MemoryAuditStore();
    const clock = createFixedClock();
    const events = Array.from({ length: 2_001 }, (_, number) => buildEvent({ ...clock(), metadata: { number } }));
    (await store.append(events))._unsafeUnwrap();
    const trail = createAuditTrail({ store });
    await expect(trail).to.have.recordedOnce({ metadata: { number: 0 } });
    await expect(trail).not.to.have.recorded({ metadata: { number: 2_001 } });
  });

  it('rejects with the error of a trail that cannot be read, also with not', async () => {
    const down = createAuditTrail({
      store: {
        append: () => errAsync(new AuditError('STORE_UNAVAILABLE', 'down')),
        query: () => errAsync(new AuditError('STORE_UNAVAILABLE', 'down')),
        close: () => errAsync(new AuditError('STORE_UNAVAILABLE', 'down')),
      },
      onError: () => undefined,
    });
    const failure: unknown = await expect(down)
      .not.to.have.recorded({})
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(AuditError).with.property('code', 'STORE_UNAVAILABLE');
  });

  it('rejects when it is given neither a trail nor a store', async () => {
    for (const subject of [undefined, null, {}, [], 'audit']) {
      const failure: unknown = await expect(subject)
        .not.to.have.recorded({})
        .catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(TypeError);
    }
  });

  const misspelt: [what: string, expected: unknown, message: RegExp][] = [
    ['a field', { acton: 'invoice.send' }, /"acton", which no event has/],
    ['a field of a part', { resource: { typ: 'invoice' } }, /"resource.typ", which no event has/],
    ['a field of an inner part', { actor: { onBehalfOf: { ids: 1 } } }, /"actor.onBehalfOf.ids", which/],
    ['an inherited name', { constructor: 1 }, /"constructor", which no event has/],
    ['nothing', undefined, /is not an object/],
  ];
  for (const [what, expected, message] of misspelt) {
    it(`rejects with OPTIONS_INVALID, also with not, when ${what} is misspelt`, async () => {
      const failure: unknown = await expect(audit)
        .not.to.have.recorded(expected as ExpectedEvent)
        .catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(AuditError).with.property('code', 'OPTIONS_INVALID');
      expect(failure).to.match(message);
    });
  }

  describe('says when it fails', () => {
    it('what was expected, and how the closest event differs', async () => {
      const failure = await failureOf(
        expect(audit).to.have.recorded({
          action: 'invoice.send',
          resource: { id: 8 },
          changes: { status: { new: 'paid' } },
        }),
      );
      expect(failure.message).to.equal(
        [
          "expected the trail to have recorded { action: 'invoice.send', resource: { id: '8' }, changes: { status: { new: 'paid' } } }",
          'It has recorded 1, of which the closest are:',
          '  - invoice.send (success) by user u-1 on invoice 7 at 2026-01-01T00:00:00.000Z',
          "      resource.id: expected '8', found '7'",
          "      changes.status.new: expected 'paid', found 'sent'",
        ].join('\n'),
      );
    });

    it('that nothing was recorded', async () => {
      const failure = await failureOf(expect(new MemoryAuditStore()).to.have.recorded({ action: 'a' }));
      expect(failure.message).to.equal("expected the trail to have recorded { action: 'a' }\nIt has recorded nothing.");
    });

    it('what was recorded against the expectation', async () => {
      const failure = await failureOf(expect(audit).not.to.have.recorded({ action: 'invoice.send' }));
      expect(failure.message).to.equal(
        [
          "expected the trail not to have recorded { action: 'invoice.send' }, but it has",
          '  - invoice.send (success) by user u-1 on invoice 7 at 2026-01-01T00:00:00.000Z',
        ].join('\n'),
      );
    });

    it('the five closest of many events: of the same action first, then with the fewest differences', async () => {
      const store = new MemoryAuditStore();
      const clock = createFixedClock();
      const record = (action: string, tenant: string) => buildEvent({ ...clock(), action, tenant });
      const others = Array.from({ length: 40 }, () => record('user.login', 't-1'));
      await store.append([record('invoice.send', 't-2'), ...others, record('invoice.send', 't-1')]);
      const failure = await failureOf(
        expect(store).to.have.recorded({ action: 'invoice.send', tenant: 't-1', outcome: 'denied' }),
      );
      const events = failure.message.split('\n').filter((line) => line.startsWith('  - '));
      expect(events).to.have.length(5);
      expect(events.map((line) => line.split(' ')[3])).to.deep.equal([
        'invoice.send',
        'invoice.send',
        'user.login',
        'user.login',
        'user.login',
      ]);
      expect(failure.message.split('\n')[3]).to.contain("outcome: expected 'denied'");
      expect(failure.message.split('\n')[4]).to.contain('invoice.send');
      expect(failure.message).to.match(/\n {2}… and 37 more$/);
    });

    it('little of large values and of many differences', async () => {
      const fields = Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [`field${String(index)}`, { new: 1 }]),
      );
      const failure = await failureOf(
        expect(audit).to.have.recorded({ changes: fields, metadata: { text: 'x'.repeat(100_000) } }),
      );
      expect(failure.message).to.have.length.below(2_000);
      expect(failure.message).to.contain('… and 25 more fields');
    });

    it('the message that was given to expect', async () => {
      const failure = await failureOf(expect(audit, 'after sending').to.have.recorded({ action: 'a' }));
      expect(failure.message).to.match(/^after sending: expected the trail/);
    });
  });
});

describe('auditMatchers: recordedOnce', () => {
  it('holds for exactly one event', async () => {
    await expect(await trailWithSending()).to.have.recordedOnce({ action: 'invoice.send' });
  });

  it('fails for none, naming the closest', async () => {
    const audit = await trailWithSending();
    const failure = await failureOf(expect(audit).to.have.recordedOnce({ action: 'invoice.pay' }));
    expect(failure.message).to.contain('but it has 0 times').and.contain("found 'invoice.send'");
    await expect(audit).not.to.have.recordedOnce({ action: 'invoice.pay' });
  });

  it('fails for two, naming both', async () => {
    const audit = await trailWithSending();
    await audit.record({ action: 'invoice.send', resource: { type: 'invoice', id: 8 } });
    const failure = await failureOf(expect(audit).to.have.recordedOnce({ action: 'invoice.send' }));
    expect(failure.message).to.contain('but it has 2 times').and.contain('invoice 7').and.contain('invoice 8');
    await expect(audit).not.to.have.recordedOnce({ action: 'invoice.send' });
  });

  it('fails with not for exactly one', async () => {
    const failure = await failureOf(expect(await trailWithSending()).not.to.have.recordedOnce({ resource: { id: 7 } }));
    expect(failure.message).to.contain('not to have recorded exactly once');
  });
});

import { expect } from 'chai';
import { errAsync, ResultAsync } from 'neverthrow';
import { AuditError, parseEvent, runWithAuditContext, type EventInput, type Outcome } from '@auditrail/core';
import { storeThatAppends } from './store-that-appends.js';
import { createTestTrail, paid } from './test-trail.js';

const unavailable = () => errAsync(new AuditError('STORE_UNAVAILABLE', 'down'));

describe('AuditTrail.record', () => {
  it('gives a receipt of the stored event', async () => {
    const { audit, events } = createTestTrail();
    const receipt = (await audit.record(paid))._unsafeUnwrap();
    const [event] = events();
    expect(receipt).to.deep.equal({ id: event?.id, occurredAt: event?.occurredAt });
  });

  it('stores an event of the application, success unless it says otherwise', async () => {
    const { audit, events } = createTestTrail();
    await audit.record(paid);
    const [event] = events();
    expect(event).to.include({ v: 1, action: 'invoice.pay', outcome: 'success', source: 'application' });
    expect(parseEvent(event).isOk()).to.be.true;
  });

  it('takes request, actor and tenant from the context', async () => {
    const { audit, events } = createTestTrail();
    const context = {
      v: 1,
      actor: { type: 'user', id: 'u' },
      tenant: 't',
      request: { id: 'r', method: 'GET' },
    } as const;
    await runWithAuditContext(context, () => audit.record(paid));
    expect(events()[0]).to.deep.include({ actor: context.actor, tenant: 't', request: context.request });
  });

  it('makes the event at the moment of the call, whatever changes afterwards', async () => {
    const { audit, events } = createTestTrail();
    const metadata = { step: 1 };
    const recorded = audit.record({ ...paid, metadata });
    metadata.step = 2;
    await recorded;
    expect(events()[0]?.metadata).to.deep.equal({ step: 1 });
  });

  it('counts what it stored and what failed', async () => {
    const { audit } = createTestTrail();
    await audit.record(paid);
    await audit.record({ ...paid, action: '' });
    expect(audit.counters).to.deep.equal({ recorded: 1, failures: 1, unknownActors: 1 });
  });

  describe('given a wrong event', () => {
    const wrong: [problem: string, event: unknown][] = [
      ['nothing', undefined],
      ['null', null],
      ['text', 'secret'],
      ['a field that does not exist', { ...paid, user: 'secret' }],
      ['a wrong outcome', { ...paid, outcome: 'secret' }],
      [
        'a getter that throws',
        {
          ...paid,
          get reason() {
            throw new Error('secret');
          },
        },
      ],
      [
        'a getter within the resource that throws',
        {
          ...paid,
          resource: {
            get type() {
              throw new Error('secret');
            },
          },
        },
      ],
      [
        'a proxy that throws',
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error('secret');
            },
          },
        ),
      ],
    ];
    for (const [problem, event] of wrong) {
      it(`fails with EVENT_INVALID for ${problem}, reports it once and stores nothing`, async () => {
        const { audit, events, codes } = createTestTrail();
        const error = (await audit.record(event as EventInput))._unsafeUnwrapErr();
        expect(error.code).to.equal('EVENT_INVALID');
        expect(`${error.message} ${String(error.cause)}`).not.to.contain('secret');
        expect(codes()).to.deep.equal(['EVENT_INVALID']);
        expect(events()).to.deep.equal([]);
      });
    }

    it('names the action in the report', async () => {
      const { audit, failures } = createTestTrail();
      await audit.record({ ...paid, outcome: 'wrong' as Outcome });
      expect(failures[0]?.about).to.deep.equal({ action: 'invoice.pay' });
    });
  });

  describe('given hostile data', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const huge = 'x'.repeat(50_000_000);
    const marked: [what: string, event: Partial<EventInput>, mark: string][] = [
      ['circular metadata', { metadata: circular }, '[circular]'],
      [
        'a getter that throws',
        {
          metadata: {
            get a(): never {
              throw new Error('x');
            },
          },
        },
        '[getter]',
      ],
      ['50 MB of metadata', { metadata: huge }, '[truncated: 50000000 characters]'],
      ['50 MB of reason', { reason: huge }, '[truncated: 50000000 characters]'],
      ['50 MB in a change', { changes: { a: { old: huge, new: huge } } }, '[truncated: 50000000 characters]'],
      ['an identifier of 50 MB', { resource: { type: 'r', id: huge } }, '…[sha256:'],
      ['a name of 50 MB', { resource: { type: 'r', name: huge } }, 'x…'],
      ['a reason that is no text', { reason: 5 as unknown as string }, '[not text]'],
    ];
    for (const [what, event, mark] of marked) {
      it(`stores ${what} as a visible mark, in bounded time`, async () => {
        const { audit, events } = createTestTrail();
        const startMs = performance.now();
        expect((await audit.record({ ...paid, ...event })).isOk()).to.be.true;
        expect(performance.now() - startMs).to.be.below(2_000);
        expect(JSON.stringify(events()[0])).to.contain(mark);
      });
    }

    it('refuses an action of 50 MB in bounded time', async () => {
      const { audit } = createTestTrail();
      const startMs = performance.now();
      expect((await audit.record({ ...paid, action: huge })).isErr()).to.be.true;
      expect(performance.now() - startMs).to.be.below(2_000);
    });
  });

  describe('when the store fails', () => {
    it('passes its error on and reports it once, with names only', async () => {
      const { audit, failures } = createTestTrail(storeThatAppends(unavailable));
      const error = (await audit.record({ ...paid, metadata: 'secret' }))._unsafeUnwrapErr();
      expect(error.code).to.equal('STORE_UNAVAILABLE');
      expect(failures).to.have.length(1);
      expect(failures[0]?.error).to.equal(error);
      expect(failures[0]?.about).to.include({ action: 'invoice.pay', count: 1 }).and.have.property('eventId');
      expect(JSON.stringify(failures[0]?.about)).not.to.contain('secret');
    });

    it('reports it also when nobody looks at the result', async () => {
      const { audit, codes } = createTestTrail(storeThatAppends(unavailable));
      void audit.record(paid);
      await audit.settled();
      expect(codes()).to.deep.equal(['STORE_UNAVAILABLE']);
      expect(audit.counters).to.include({ recorded: 0, failures: 1 });
    });

    const misbehaving: Record<string, () => unknown> = {
      throws: () => {
        throw new Error('thrown');
      },
      rejects: () => Promise.reject(new Error('rejected')),
      'rejects within a ResultAsync': () => new ResultAsync(Promise.reject(new Error('rejected'))),
      'returns nothing': () => undefined,
      'resolves to nothing': () => Promise.resolve(),
    };
    for (const [what, append] of Object.entries(misbehaving)) {
      it(`fails with STORE_UNAVAILABLE, and never rejects, when the store ${what}`, async () => {
        const { audit, codes } = createTestTrail(storeThatAppends(append));
        expect((await audit.record(paid))._unsafeUnwrapErr().code).to.equal('STORE_UNAVAILABLE');
        expect(codes()).to.deep.equal(['STORE_UNAVAILABLE']);
      });
    }
  });
});

import { expect } from 'chai';
import { errAsync, okAsync } from 'neverthrow';
import { AuditError, type EventInput } from '@auditrail/core';
import { createTestTrail, paid } from './test-trail.js';

/** What `attempt` rejects with. */
async function rejectionOf(attempt: Promise<unknown>): Promise<unknown> {
  try {
    await attempt;
  } catch (error) {
    return error;
  }
  return expect.fail('the attempt did not reject');
}

const fail = (error: unknown) => () => {
  throw error;
};

describe('AuditTrail.attempt', () => {
  it('returns what the work returns, now or later', async () => {
    const { audit } = createTestTrail();
    expect(await audit.attempt(paid, () => 42)).to.equal(42);
    expect(await audit.attempt(paid, () => Promise.resolve('later'))).to.equal('later');
  });

  it('records the attempt before the work, then the outcome that names it', async () => {
    const { audit, events } = createTestTrail();
    await audit.attempt(paid, () => {
      expect(events().map(({ outcome }) => outcome)).to.deep.equal(['attempted']);
    });
    const [attempted, outcome] = events();
    expect(events()).to.have.length(2);
    expect(attempted).to.include({ action: 'invoice.pay', outcome: 'attempted' }).and.not.have.property('causedBy');
    expect(outcome).to.include({ action: 'invoice.pay', outcome: 'success', causedBy: attempted?.id });
  });

  it('throws the very error of the work, and records a failure', async () => {
    const { audit, events } = createTestTrail();
    const error = new Error('down');
    expect(await rejectionOf(audit.attempt(paid, fail(error)))).to.equal(error);
    const [attempted, outcome] = events();
    expect(outcome).to.include({ outcome: 'failure', causedBy: attempted?.id });
  });

  it('records the name and the code of the error, never its message', async () => {
    const { audit, events } = createTestTrail();
    const error = Object.assign(new TypeError('secret'), { code: 'ECONNRESET' });
    await rejectionOf(audit.attempt({ ...paid, metadata: { amount: 5 } }, fail(error)));
    expect(events()[1]?.metadata).to.deep.equal({ amount: 5, error: { name: 'TypeError', code: 'ECONNRESET' } });
    expect(JSON.stringify(events())).not.to.contain('secret');
  });

  it('keeps metadata that is no plain object beside the error', async () => {
    const { audit, events } = createTestTrail();
    await rejectionOf(audit.attempt({ ...paid, metadata: [1] }, fail(new Error('x'))));
    expect(events()[1]?.metadata).to.deep.equal({ attempt: [1], error: { name: 'Error' } });
  });

  const thrown: [what: string, error: unknown, told: object][] = [
    ['text', 'secret', { name: 'string' }],
    ['nothing', undefined, { name: 'undefined' }],
    ['an error with a numeric code', Object.assign(new Error('secret'), { code: 7 }), { name: 'Error', code: '7' }],
    ['a DOMException', new DOMException('secret', 'AbortError'), { name: 'AbortError', code: '20' }],
    [
      'an error whose name throws',
      {
        get name() {
          throw new Error('secret');
        },
      },
      { name: '[unreadable]' },
    ],
  ];
  for (const [what, error, told] of thrown) {
    it(`passes on and records a throw of ${what}`, async () => {
      const { audit, events } = createTestTrail();
      expect(await rejectionOf(audit.attempt(paid, fail(error)))).to.equal(error);
      expect(events()[1]?.metadata).to.deep.equal({ error: told });
    });
  }

  it('runs no getter and no proxy of the metadata when it adds the error', async () => {
    const { audit, events } = createTestTrail();
    const error = new Error('of the work');
    const getter = {
      get a(): never {
        throw new Error('application code ran');
      },
    };
    const proxy = new Proxy({}, { getPrototypeOf: fail(new Error('application code ran')) });
    for (const metadata of [getter, proxy]) {
      expect(await rejectionOf(audit.attempt({ ...paid, metadata }, fail(error)))).to.equal(error);
    }
    expect(events().map(({ metadata }) => metadata)).to.deep.equal([
      { a: '[getter]' },
      { a: '[getter]', error: { name: 'Error' } },
      '[proxy]',
      { attempt: '[proxy]', error: { name: 'Error' } },
    ]);
  });

  it('tells of the outcome what it told of the attempt, whatever the work changes', async () => {
    const { audit, events } = createTestTrail();
    const event = { ...paid, action: 'invoice.pay' };
    await audit.attempt(event, () => {
      event.action = 'invoice.other';
    });
    expect(events().map(({ action }) => action)).to.deep.equal(['invoice.pay', 'invoice.pay']);
  });

  it('does the work when the attempt cannot be recorded', async () => {
    const down = () => errAsync(new AuditError('STORE_UNAVAILABLE', 'down'));
    const { audit, codes } = createTestTrail({ append: down, query: down, close: () => okAsync(undefined) });
    expect(await audit.attempt(paid, () => 42)).to.equal(42);
    expect(codes()).to.deep.equal(['STORE_UNAVAILABLE', 'STORE_UNAVAILABLE']);
  });

  const unreadable = {
    ...paid,
    get reason(): string {
      throw new Error('x');
    },
  };
  const wrong: [what: string, event: unknown, failures: number][] = [
    ['nothing', undefined, 2],
    ['wrong', { ...paid, action: '' }, 2],
    ['unreadable', unreadable, 1],
  ];
  for (const [what, event, failures] of wrong) {
    it(`does the work when the event is ${what}`, async () => {
      const { audit, codes, events } = createTestTrail();
      expect(await audit.attempt(event as EventInput, () => 42)).to.equal(42);
      expect(codes()).to.deep.equal(Array.from({ length: failures }, () => 'EVENT_INVALID'));
      expect(events()).to.deep.equal([]);
    });
  }
});

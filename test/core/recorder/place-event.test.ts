import { expect } from 'chai';
import { okAsync } from 'neverthrow';
import type { AuditEvent } from '@auditrail/core';
import { openTestTransaction } from './open-test-transaction.js';
import { storeThatAppends } from './store-that-appends.js';
import { createTestTrail, paid } from './test-trail.js';

describe('placeEvent', () => {
  /** A trail that knows one kind of transaction, and what that took and what the store was asked to append. */
  function createPlacingTrail() {
    const appended: (readonly [event: AuditEvent, within: unknown])[] = [];
    const enlisted: AuditEvent[] = [];
    const known = {};
    const current: { transaction?: object } = {};
    const { audit, codes } = createTestTrail({
      ...storeThatAppends(() => undefined),
      append: (events, within) => {
        appended.push(...events.map((event) => [event, within] as const));
        return okAsync(undefined);
      },
    });
    audit.resolveTransactionsWith((given) =>
      (given ?? current.transaction) === known ? { enlist: (event) => enlisted.push(event) } : undefined,
    );
    return { audit, codes, appended, enlisted, known, current };
  }

  it('writes immediately when there is no transaction', async () => {
    const { audit, appended } = createPlacingTrail();
    await audit.record(paid);
    expect(appended.map(([, within]) => within)).to.deep.equal([undefined]);
  });

  it('writes into a known transaction that it is given', async () => {
    const { audit, appended, enlisted, known } = createPlacingTrail();
    const receipt = (await audit.record(paid, { transaction: known }))._unsafeUnwrap();
    expect(enlisted.map(({ id }) => id)).to.deep.equal([receipt.id]);
    expect(appended).to.deep.equal([]);
    expect(audit.counters.recorded).to.equal(1);
  });

  it('writes into the transaction that the caller runs in', async () => {
    const { audit, enlisted, current, known } = createPlacingTrail();
    current.transaction = known;
    await audit.record(paid);
    expect(enlisted).to.have.length(1);
  });

  it('writes outside of that transaction when given null', async () => {
    const { audit, appended, enlisted, current, known } = createPlacingTrail();
    current.transaction = known;
    await audit.record(paid, { transaction: null });
    expect(enlisted).to.have.length(0);
    expect(appended).to.have.length(1);
  });

  it('writes within an open transaction, known by its shape', async () => {
    const { audit, appended } = createPlacingTrail();
    const { transaction } = openTestTransaction();
    await audit.record(paid, { transaction });
    expect(appended.map(([, within]) => within)).to.deep.equal([transaction]);
  });

  for (const outcome of ['attempted', 'denied', 'failure'] as const) {
    it(`writes immediately when the event is ${outcome}, also in a transaction`, async () => {
      const { audit, appended, enlisted, known } = createPlacingTrail();
      await audit.record({ ...paid, outcome }, { transaction: known });
      expect(enlisted).to.have.length(0);
      expect(appended).to.have.length(1);
    });

    it(`writes into the transaction when the event is ${outcome} and the mode transactional`, async () => {
      const { audit, enlisted, known } = createPlacingTrail();
      await audit.record({ ...paid, outcome }, { transaction: known, mode: 'transactional' });
      expect(enlisted).to.have.length(1);
    });
  }

  it('writes immediately when a success asks for it', async () => {
    const { audit, appended, current, known } = createPlacingTrail();
    current.transaction = known;
    await audit.record(paid, { mode: 'immediate' });
    expect(appended).to.have.length(1);
  });

  const unplaceable: [what: string, how: object][] = [
    ['a transaction that nobody knows', { transaction: {} }],
    ['a transaction that has only some of the parts', { transaction: { execute: () => 0, onCommitted: () => 0 } }],
    ['a transaction that is a number', { transaction: 5 }],
    ['a misspelt option', { transactoin: {} }],
    ['an unknown mode', { mode: 'immediately' }],
    ['options that are no object', null as unknown as object],
    ['the mode transactional outside of a transaction', { mode: 'transactional' }],
    ['the mode transactional and null', { mode: 'transactional', transaction: null }],
  ];
  for (const [what, how] of unplaceable) {
    it(`refuses ${what} with EVENT_INVALID, and reports it`, async () => {
      const { audit, codes, appended, enlisted } = createPlacingTrail();
      const result = await audit.record(paid, how);
      expect(result._unsafeUnwrapErr().code).to.equal('EVENT_INVALID');
      expect(codes()).to.deep.equal(['EVENT_INVALID']);
      expect([...appended, ...enlisted]).to.deep.equal([]);
    });
  }
});

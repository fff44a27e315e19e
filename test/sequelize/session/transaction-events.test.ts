import { AuditError, type AuditEvent } from '@auditrail/core';
import { expect } from 'chai';
import { TransactionEvents } from '#sequelize/session/transaction-events.js';

function event(id: string): AuditEvent {
  return {
    v: 1,
    id,
    occurredAt: '2026-01-01T00:00:00.000Z',
    actor: { type: 'unknown' },
    action: 'thing.create',
    outcome: 'success',
    resource: { type: 'Thing' },
    source: 'sequelize',
  };
}

const ids = (events: TransactionEvents) => events.waiting.map(({ id }) => id);

describe('TransactionEvents', () => {
  it('drops exactly what came after a savepoint that is rolled back', () => {
    const events = new TransactionEvents();
    events.add([event('before')]);
    events.openSavepoint('sp');
    events.add([event('inside')]);
    events.rollBackTo('sp');
    events.add([event('after')]);
    expect(ids(events)).to.deep.equal(['before', 'after']);
  });

  it('stores again what a rolled-back savepoint has taken out of the database', () => {
    const events = new TransactionEvents();
    events.add([event('before')]);
    events.openSavepoint('sp');
    events.add([event('inside')]);
    events.markStored(2);
    expect(ids(events)).to.deep.equal([]);
    events.rollBackTo('sp');
    expect(ids(events)).to.deep.equal(['before']);
  });

  it('keeps stored what was stored before the savepoint', () => {
    const events = new TransactionEvents();
    events.openSavepoint('outer');
    events.add([event('a')]);
    events.markStored(1);
    events.openSavepoint('inner');
    events.add([event('b')]);
    events.rollBackTo('inner');
    expect(ids(events)).to.deep.equal([]);
  });

  it('keeps a savepoint open after rolling back to it, and closes those after it', () => {
    const events = new TransactionEvents();
    events.openSavepoint('a');
    events.openSavepoint('b');
    events.rollBackTo('a');
    events.add([event('kept')]);
    events.rollBackTo('b');
    expect(ids(events)).to.deep.equal(['kept']);
    events.rollBackTo('a');
    expect(ids(events)).to.deep.equal([]);
  });

  it('takes the latest of two savepoints of one name, as PostgreSQL does', () => {
    const events = new TransactionEvents();
    events.openSavepoint('sp');
    events.add([event('a')]);
    events.openSavepoint('sp');
    events.add([event('b')]);
    events.rollBackTo('sp');
    expect(ids(events)).to.deep.equal(['a']);
    events.release('sp');
    events.rollBackTo('sp');
    expect(ids(events)).to.deep.equal([]);
  });

  it('forgets a failure whose statement a savepoint has taken back', () => {
    const events = new TransactionEvents();
    events.openSavepoint('sp');
    events.add([new AuditError('EVENT_INVALID', 'x')]);
    expect(events.failure?.code).to.equal('EVENT_INVALID');
    events.rollBackTo('sp');
    expect(events.failure).to.equal(undefined);
  });

  it('publishes only what was not taken back', () => {
    const published: string[] = [];
    const events = new TransactionEvents();
    events.onCommitted(() => published.push('before'));
    events.openSavepoint('sp');
    events.onCommitted(() => published.push('inside'));
    events.rollBackTo('sp');
    events.publish();
    expect(published).to.deep.equal(['before']);
  });

  it('is full at 250 events, until they are stored', () => {
    const events = new TransactionEvents();
    events.add(Array.from({ length: 249 }, (_, index) => event(String(index))));
    expect(events.isFull).to.equal(false);
    events.add([event('last')]);
    expect(events.isFull).to.equal(true);
    events.markStored(250);
    expect(events.isFull).to.equal(false);
  });
});

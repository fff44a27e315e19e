import { expect } from 'chai';
import fc from 'fast-check';
import {
  createAuditTrail,
  eventBody,
  MemoryAuditStore,
  type AuditEvent,
  type EventFilter,
  type JsonValue,
  type StoredEvent,
} from '@auditrail/core';
import { openTestTransaction } from '../recorder/open-test-transaction.js';
import { eventNumber } from './stored-event.js';

/** The event without what only the store knows. */
function asWritten(stored: StoredEvent): AuditEvent {
  const known = ['recordedAt', 'dbRole', 'transactionId'];
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !known.includes(name))) as unknown as AuditEvent;
}

const numbersOf = (events: readonly AuditEvent[]) => events.map(({ id }) => Number.parseInt(id.slice(-12), 16));

async function storeOf(events: readonly AuditEvent[]): Promise<MemoryAuditStore> {
  const store = new MemoryAuditStore();
  (await store.append(events))._unsafeUnwrap();
  return store;
}

describe('MemoryAuditStore', () => {
  it('adds what only a store knows', async () => {
    const { events } = await storeOf([eventNumber(1)]);
    expect(events[0]).to.include({ dbRole: 'memory' }).and.not.have.property('transactionId');
    expect(events[0]?.recordedAt).to.match(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/);
  });

  it('gives back what was written, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: 'grapheme' }), async (metadata) => {
        const event = eventNumber(1, { metadata: metadata as JsonValue });
        const { events } = await storeOf([event]);
        expect(events.map((stored) => eventBody(asWritten(stored)))).to.deep.equal([eventBody(event)]);
      }),
    );
  });

  it('gives back a key named __proto__ like any other', async () => {
    const metadata = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as JsonValue;
    const { events } = await storeOf([eventNumber(1, { metadata })]);
    expect(JSON.stringify(events[0]?.metadata)).to.equal('{"__proto__":{"a":1},"constructor":2}');
    expect(Object.hasOwn(events[0]?.metadata as object, '__proto__')).to.be.true;
  });

  it('cannot be changed through what was given or what was read', async () => {
    const metadata = { a: 1 };
    const store = await storeOf([eventNumber(1, { metadata })]);
    metadata.a = 2;
    (store.events[0]?.metadata as { a: number }).a = 3;
    expect(store.events[0]?.metadata).to.deep.equal({ a: 1 });
  });

  it('stores an event once, however often it is appended', async () => {
    const store = await storeOf([eventNumber(1), eventNumber(1)]);
    expect((await store.append([eventNumber(1)])).isOk()).to.be.true;
    expect(store.events).to.have.length(1);
  });

  it('rejects a batch whole when one id is stored with another body', async () => {
    const store = await storeOf([eventNumber(1)]);
    const result = await store.append([eventNumber(2), eventNumber(1, { action: 'invoice.other' })]);
    expect(result._unsafeUnwrapErr().code).to.equal('STORE_REJECTED');
    expect(numbersOf(store.events)).to.deep.equal([1]);
  });

  it('rejects a batch that has two bodies under one id', async () => {
    const store = new MemoryAuditStore();
    const result = await store.append([eventNumber(1), eventNumber(1, { action: 'invoice.other' })]);
    expect(result._unsafeUnwrapErr().code).to.equal('STORE_REJECTED');
    expect(store.events).to.deep.equal([]);
  });

  describe('within a transaction', () => {
    it('shows events only once it has committed, all with its id', async () => {
      const store = new MemoryAuditStore();
      const { transaction, commit } = openTestTransaction();
      await store.append([eventNumber(1)], transaction);
      await store.append([eventNumber(2)], transaction);
      expect(store.events).to.deep.equal([]);
      commit();
      expect(numbersOf(store.events)).to.deep.equal([1, 2]);
      expect(new Set(store.events.map(({ transactionId }) => transactionId))).to.deep.equal(new Set(['1']));
    });

    it('tells transactions apart', async () => {
      const store = new MemoryAuditStore();
      for (const number of [1, 2]) {
        const { transaction, commit } = openTestTransaction();
        await store.append([eventNumber(number)], transaction);
        commit();
      }
      expect(store.events.map(({ transactionId }) => transactionId)).to.deep.equal(['1', '2']);
    });

    it('never shows events of one that does not commit', async () => {
      const store = new MemoryAuditStore();
      await store.append([eventNumber(1)], openTestTransaction().transaction);
      expect((await store.append([eventNumber(1, { action: 'invoice.other' })])).isOk()).to.be.true;
      expect(store.events.map(({ action }) => action)).to.deep.equal(['invoice.other']);
    });
  });

  it('fails with STORE_CLOSED once closed', async () => {
    const store = await storeOf([eventNumber(1)]);
    await store.close();
    expect((await store.append([eventNumber(2)]))._unsafeUnwrapErr().code).to.equal('STORE_CLOSED');
    const query = await store.query({ conditions: {}, limit: 1, offset: 0 });
    expect(query._unsafeUnwrapErr().code).to.equal('STORE_CLOSED');
    expect((await store.close()).isOk()).to.be.true;
  });

  it('keeps its events readable for the test that closed it', async () => {
    const store = await storeOf([eventNumber(1)]);
    await store.close();
    expect(numbersOf(store.events)).to.deep.equal([1]);
  });
});

describe('AuditTrail.query', () => {
  /** All events of a filter, page by page. */
  async function readAll(store: MemoryAuditStore, filter: EventFilter): Promise<StoredEvent[]> {
    const audit = createAuditTrail({ store });
    const events: StoredEvent[] = [];
    let cursor: string | undefined;
    do {
      const page = (await audit.query({ ...filter, cursor }))._unsafeUnwrap();
      events.push(...page.events);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return events;
  }

  it('gives the newest events first', async () => {
    const store = await storeOf([eventNumber(2), eventNumber(3), eventNumber(1)]);
    const page = (await createAuditTrail({ store }).query())._unsafeUnwrap();
    expect(numbersOf(page.events)).to.deep.equal([3, 2, 1]);
    expect(page).not.to.have.property('nextCursor');
  });

  it('gives no cursor when the last page is full', async () => {
    const store = await storeOf([eventNumber(1), eventNumber(2)]);
    const page = (await createAuditTrail({ store }).query({ limit: 2 }))._unsafeUnwrap();
    expect(page.events).to.have.length(2);
    expect(page).not.to.have.property('nextCursor');
  });

  it('skips by offset', async () => {
    const store = await storeOf([eventNumber(1), eventNumber(2), eventNumber(3)]);
    const page = (await createAuditTrail({ store }).query({ offset: 1, limit: 1 }))._unsafeUnwrap();
    expect(numbersOf(page.events)).to.deep.equal([2]);
  });

  it('does not repeat or miss an event when newer ones come between the pages', async () => {
    const store = await storeOf([eventNumber(1), eventNumber(2), eventNumber(3)]);
    const audit = createAuditTrail({ store });
    const first = (await audit.query({ limit: 2 }))._unsafeUnwrap();
    await store.append([eventNumber(4)]);
    const second = (await audit.query({ limit: 2, cursor: first.nextCursor }))._unsafeUnwrap();
    expect(numbersOf([...first.events, ...second.events])).to.deep.equal([3, 2, 1]);
  });

  it('yields every matching event exactly once, newest first, page by page', async () => {
    const action = fc.constantFrom('invoice.pay', 'invoice.send', 'user.login');
    // Few different times, so that many events share one.
    const distinct = { selector: ({ number }: { number: number }) => number, maxLength: 60 };
    const made = fc.uniqueArray(fc.record({ number: fc.nat(500), second: fc.nat(3), action }), distinct);
    const filtered = fc.constantFrom<EventFilter>({}, { action: 'invoice.pay' }, { action: 'invoice.*' });
    await fc.assert(
      fc.asyncProperty(made, filtered, fc.integer({ min: 1, max: 20 }), async (all, filter, limit) => {
        const events = all.map(({ number, second, action: name }) =>
          eventNumber(number, { action: name, occurredAt: `2026-01-01T00:00:0${String(second)}.000Z` }),
        );
        const wanted = events
          .filter(({ action: name }) => filter.action === undefined || name.startsWith(filter.action.replace('*', '')))
          .map((event) => `${event.occurredAt} ${event.id}`)
          .sort()
          .reverse();
        const found = await readAll(await storeOf(events), { ...filter, limit });
        expect(found.map((event) => `${event.occurredAt} ${event.id}`)).to.deep.equal(wanted);
      }),
    );
  });

  it('reports a wrong filter and a foreign cursor', async () => {
    const codes: string[] = [];
    const store = await storeOf([eventNumber(1), eventNumber(2)]);
    const audit = createAuditTrail({ store, onError: ({ code }) => codes.push(code) });
    const { nextCursor } = (await audit.query({ limit: 1 }))._unsafeUnwrap();
    expect((await audit.query({ limit: 0 }))._unsafeUnwrapErr().code).to.equal('QUERY_INVALID');
    const foreign = await audit.query({ limit: 1, action: 'invoice.pay', cursor: nextCursor });
    expect(foreign._unsafeUnwrapErr().code).to.equal('CURSOR_INVALID');
    expect(codes).to.deep.equal(['QUERY_INVALID', 'CURSOR_INVALID']);
  });
});

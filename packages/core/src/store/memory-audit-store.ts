import { errAsync, okAsync, type ResultAsync } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import type { AuditEvent, StoredEvent } from '../event/audit-event.js';
import { eventBody } from '../event/event-body.js';
import type { AuditStore } from './audit-store.js';
import type { EventQuery, PagePosition } from './event-query.js';
import { matchesConditions } from './matches-conditions.js';
import type { OpenTransaction } from './open-transaction.js';
import type { StoredPage } from './stored-page.js';

interface Entry {
  readonly body: string;
  readonly recordedAt: string;
  readonly transactionId?: string;
}

function newestFirst(one: PagePosition, other: PagePosition): number {
  if (one.occurredAt !== other.occurredAt) return one.occurredAt < other.occurredAt ? 1 : -1;
  return one.id < other.id ? 1 : one.id > other.id ? -1 : 0;
}

/** Keeps events in memory: for tests. Events within a transaction appear when it commits. */
export class MemoryAuditStore implements AuditStore {
  readonly #entries = new Map<string, Entry>();
  readonly #transactionIds = new WeakMap<OpenTransaction, string>();
  #transactions = 0;
  #closed = false;

  /** Every event, in the order of their storing. */
  get events(): readonly StoredEvent[] {
    return [...this.#entries.values()].map(({ body, ...stored }) => ({
      ...(JSON.parse(body) as AuditEvent),
      ...stored,
      dbRole: 'memory',
    }));
  }

  append(events: readonly AuditEvent[], within?: OpenTransaction): ResultAsync<void, AuditError> {
    if (this.#closed) return closed();
    const bodies = new Map<string, string>();
    for (const event of events) {
      const body = bodyOf(event);
      if (body === undefined) return errAsync(new AuditError('STORE_REJECTED', 'The event holds what JSON cannot'));
      const known = this.#entries.get(event.id)?.body ?? bodies.get(event.id) ?? body;
      if (known !== body) {
        return errAsync(new AuditError('STORE_REJECTED', `Another event is stored under id ${event.id}`));
      }
      bodies.set(event.id, body);
    }
    if (within === undefined) this.#store(bodies, {});
    else within.onCommitted(() => this.#store(bodies, { transactionId: this.#transactionId(within) }));
    return okAsync(undefined);
  }

  query({ conditions, limit, offset, after }: EventQuery): ResultAsync<StoredPage, AuditError> {
    if (this.#closed) return closed();
    const found = this.events
      .filter((event) => matchesConditions(event, conditions))
      .filter((event) => after === undefined || newestFirst(event, after) > 0)
      .sort(newestFirst)
      .slice(offset);
    const events = found.slice(0, limit);
    const last = events.at(-1);
    const more = last !== undefined && found.length > limit;
    return okAsync({ events, ...(more && { next: { occurredAt: last.occurredAt, id: last.id } }) });
  }

  close(): ResultAsync<void, AuditError> {
    this.#closed = true;
    return okAsync(undefined);
  }

  #store(bodies: ReadonlyMap<string, string>, transaction: { readonly transactionId?: string }): void {
    const recordedAt = new Date().toISOString().replace('Z', '000Z');
    for (const [id, body] of bodies) {
      if (!this.#entries.has(id)) this.#entries.set(id, { body, recordedAt, ...transaction });
    }
  }

  #transactionId(transaction: OpenTransaction): string {
    const known = this.#transactionIds.get(transaction) ?? String((this.#transactions += 1));
    this.#transactionIds.set(transaction, known);
    return known;
  }
}

function bodyOf(event: AuditEvent): string | undefined {
  try {
    return eventBody(event);
  } catch {
    return undefined;
  }
}

function closed(): ResultAsync<never, AuditError> {
  return errAsync(new AuditError('STORE_CLOSED', 'The store is closed'));
}

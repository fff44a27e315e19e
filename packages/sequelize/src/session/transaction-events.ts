import { eventBody, isAuditError, type AuditError, type AuditEvent } from '@auditrail/core';

interface Savepoint {
  readonly name: string;
  readonly taken: number;
  readonly stored: number;
  readonly publications: number;
}

const mostWaitingEvents = 250;
const mostWaitingBytes = 1_000_000;

/** An event that a transaction will store; an error stands for one that could not be made. */
export type PendingEvent = AuditEvent | AuditError;

/**
 * The events of one open transaction, in the order of its statements, with what savepoints mean for them.
 *
 * `stored` of them have been written inside the transaction already. They are kept while a savepoint is open: rolling
 * back to it undoes their storing as well.
 */
export class TransactionEvents {
  /** Whether PostgreSQL has given the transaction up: a statement in it failed. */
  isAborted = false;
  #events: PendingEvent[] = [];
  #stored = 0;
  #savepoints: Savepoint[] = [];
  #publications: (() => void)[] = [];
  #count = 0;
  #waitingBytes = 0;

  add(events: readonly PendingEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      if (!isAuditError(event)) this.#waitingBytes += eventBody(event).length;
    }
    this.#count += events.length;
  }

  /** How many events the transaction has had, those that a savepoint took back included. */
  get count(): number {
    return this.#count;
  }

  /** What is still to be stored. */
  get waiting(): readonly AuditEvent[] {
    return this.#events.slice(this.#stored).filter((event): event is AuditEvent => !isAuditError(event));
  }

  /** Why the transaction must not commit, if it must not. */
  get failure(): AuditError | undefined {
    return this.#events.find((event) => isAuditError(event));
  }

  /** Whether so much is waiting that it is stored before the transaction ends. */
  get isFull(): boolean {
    return this.#events.length - this.#stored >= mostWaitingEvents || this.#waitingBytes >= mostWaitingBytes;
  }

  /** Notes that what was waiting is stored in the open transaction, or given up. */
  markStored(count: number): void {
    this.#stored += count;
    this.#waitingBytes = 0;
    if (this.#savepoints.length > 0) return;
    this.#events.splice(0, this.#stored);
    this.#stored = 0;
  }

  /** Calls `publish` when the transaction has committed. */
  onCommitted(publish: () => void): void {
    this.#publications.push(publish);
  }

  publish(): void {
    for (const publish of this.#publications) publish();
  }

  openSavepoint(name: string): void {
    this.#savepoints.push({
      name,
      taken: this.#events.length,
      stored: this.#stored,
      publications: this.#publications.length,
    });
  }

  /** Destroys a savepoint and those after it; their events stay. */
  release(name: string): void {
    const at = this.#savepoints.findLastIndex((savepoint) => savepoint.name === name);
    if (at !== -1) this.#savepoints.length = at;
  }

  /** Drops what came after a savepoint. The savepoint itself stays open, those after it do not. */
  rollBackTo(name: string): void {
    this.isAborted = false;
    const at = this.#savepoints.findLastIndex((savepoint) => savepoint.name === name);
    const savepoint = this.#savepoints[at];
    if (savepoint === undefined) return;
    this.#savepoints.length = at + 1;
    this.#events.length = savepoint.taken;
    this.#publications.length = savepoint.publications;
    this.#stored = Math.min(this.#stored, savepoint.stored);
  }
}

import type { AuditError, AuditEvent, AuditRecorder, OpenTransaction } from '@auditrail/core';
import { ok, type Result } from 'neverthrow';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CaptureFailure } from '../capture/capture-failure.js';
import { executeOn, sqlstateOf, type DriverAnswer, type DriverConnection } from './connection.js';
import { inOneFlight } from './in-one-flight.js';
import type { PendingEvent, TransactionEvents } from './transaction-events.js';

const inFailedTransaction = '25P02';
const savepoint = 'auditrail_append';

/** How events are stored, and what becomes of a change whose events cannot be. */
export interface EventStorageOptions {
  /** Whether events are stored in the transaction of the change. */
  readonly isTransactional: boolean;
  readonly onFailure: 'throw' | 'report';
}

/** Stores the events of the transactions on one connection. Statements of the application MUST NOT run meanwhile. */
export class EventStorage {
  readonly #connection: DriverConnection;
  readonly #recorder: AuditRecorder;
  readonly #database: object;
  readonly #options: EventStorageOptions;

  constructor(connection: DriverConnection, recorder: AuditRecorder, database: object, options: EventStorageOptions) {
    this.#connection = connection;
    this.#recorder = recorder;
    this.#database = database;
    this.#options = options;
  }

  /** Takes events in parts. While the database stores what is enough for a statement, the next part is made. */
  async take(open: TransactionEvents, parts: Iterable<readonly PendingEvent[]>): Promise<void> {
    let storing: Promise<void> | undefined;
    for (const part of parts) {
      await storing;
      open.add(part);
      if (!open.isFull) continue;
      storing = this.store(open);
      // It is on its way to the database before this process is busy again.
      await nextTurn();
    }
    await storing;
  }

  /** Stores what is waiting. A failure stays with the transaction, which can then only be rolled back. */
  async store(open: TransactionEvents, onLastSent?: () => Promise<unknown>): Promise<void> {
    while (open.failure === undefined && this.#mustStore(open)) {
      const events = open.waiting;
      const stored = await this.#append(events, this.#openTransaction(open, events, onLastSent));
      if (stored.isOk()) open.markStored(events.length);
      else if (sqlstateOf(stored.error.cause) === inFailedTransaction) open.isAborted = true;
      else open.add([stored.error]);
    }
  }

  /**
   * Stores what is waiting and commits; answers as the COMMIT does. Rejects with a CaptureFailure when the transaction
   * must not commit: it has been rolled back then. `isAlone`: whether the text that commits does nothing else.
   */
  async commit(open: TransactionEvents, send: () => Promise<DriverAnswer>, isAlone: boolean): Promise<DriverAnswer> {
    let sent: Promise<DriverAnswer> | undefined;
    const sendBehind = () => (sent = send());
    // What is recorded while the last of it is stored goes in too: between this check and the COMMIT nothing runs.
    do await this.store(open, isAlone && this.#options.onFailure === 'throw' ? sendBehind : undefined);
    while (sent === undefined && open.failure === undefined && this.#mustStore(open));
    if (open.failure === undefined) return sent ?? send();
    // Behind a statement that failed PostgreSQL answers COMMIT with ROLLBACK.
    if (sent === undefined) await this.rollBack();
    else await sent;
    throw new CaptureFailure(open.failure);
  }

  /** Tells those who wait for the commit; a store of another database gets its events now. */
  async publish(open: TransactionEvents): Promise<void> {
    if (!this.#options.isTransactional && open.waiting.length > 0) await this.#recorder.append(open.waiting);
    open.publish();
  }

  async rollBack(): Promise<void> {
    // A connection that is gone has rolled back by itself.
    await executeOn(this.#connection)('ROLLBACK', []).catch(() => undefined);
  }

  #mustStore(open: TransactionEvents): boolean {
    return this.#options.isTransactional && !open.isAborted && open.waiting.length > 0;
  }

  async #append(events: readonly AuditEvent[], transaction: OpenTransaction): Promise<Result<void, AuditError>> {
    return this.#options.onFailure === 'throw'
      ? this.#recorder.append(events, transaction)
      : this.#appendOrGiveUp(events, transaction);
  }

  /** Stores events under a savepoint, so that a failure, which has been reported, leaves the transaction usable. */
  async #appendOrGiveUp(
    events: readonly AuditEvent[],
    transaction: OpenTransaction,
  ): Promise<Result<void, AuditError>> {
    const execute = executeOn(this.#connection);
    const stored = await inOneFlight(this.#connection, async () => {
      const marked = execute(`SAVEPOINT ${savepoint}`, []).catch(() => undefined);
      const appended = await this.#recorder.append(events, transaction);
      await marked;
      return appended;
    });
    if (stored.isErr() && sqlstateOf(stored.error.cause) === inFailedTransaction) return stored;
    // A connection that is gone fails the COMMIT as well, and that is what the application sees.
    if (stored.isErr()) await execute(`ROLLBACK TO SAVEPOINT ${savepoint}`, []).catch(() => undefined);
    await execute(`RELEASE SAVEPOINT ${savepoint}`, []).catch(() => undefined);
    return ok(undefined);
  }

  #openTransaction(
    open: TransactionEvents,
    events: readonly AuditEvent[],
    onLastSent: (() => Promise<unknown>) | undefined,
  ): OpenTransaction {
    const execute = executeOn(this.#connection);
    return {
      database: this.#database,
      execute,
      ...(onLastSent && {
        executeLast: (text, values) =>
          inOneFlight(this.#connection, async () => {
            const executed = execute(text, values);
            const isWhole = open.waiting.length === events.length;
            await Promise.allSettled([executed, ...(isWhole ? [onLastSent()] : [])]);
            return executed;
          }),
      }),
      onCommitted: (publish) => open.onCommitted(publish),
    };
  }
}

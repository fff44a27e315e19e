import { AuditError, type AuditEvent, type AuditRecorder, type OpenTransaction } from '@auditrail/core';
import { CaptureFailure } from '../capture/capture-failure.js';
import type { WriteCapture } from '../capture/write-capture.js';
import { readStatement } from '../statement/read-statement.js';
import type { Statement, TransactionMark, TransactionStatement } from '../statement/statement.js';
import { executeOn, sendOn, sqlstateOf, type DriverAnswer, type DriverConnection } from './connection.js';
import type { SentStatement } from './sent-statement.js';
import { StatementQueue } from './statement-queue.js';
import { TransactionEvents } from './transaction-events.js';

const inFailedTransaction = '25P02';

/**
 * One connection as a capture sees it: what is sent, in order, and the transaction that is open on it.
 *
 * Statements pass one at a time, each with the statements that the capture adds: so an un-awaited write is recorded
 * before the COMMIT behind it, and no other write comes between a row's old and new values.
 */
export class ConnectionSession {
  readonly #connection: DriverConnection;
  readonly #capture: WriteCapture;
  readonly #recorder: AuditRecorder;
  readonly #database: object;
  readonly #queue = new StatementQueue();
  #open: TransactionEvents | undefined;
  /** Whether PostgreSQL has given the open transaction up: a statement in it failed. */
  #isAborted = false;
  #isNew = true;

  constructor(connection: DriverConnection, capture: WriteCapture, recorder: AuditRecorder, database: object) {
    this.#connection = connection;
    this.#capture = capture;
    this.#recorder = recorder;
    this.#database = database;
  }

  get isInTransaction(): boolean {
    return this.#open !== undefined;
  }

  /** Takes an event that the open transaction is to store; there MUST be one. */
  enlist(event: AuditEvent): void {
    this.#open?.add([event]);
  }

  /** Sends a statement in its turn; answers and rejects as the connection itself would. */
  send(sent: SentStatement): Promise<DriverAnswer> {
    return this.#queue.run(() => this.#pass(sent, readStatement(sent.text)));
  }

  async #pass(sent: SentStatement, statement: Statement): Promise<DriverAnswer> {
    // A connection that was in a transaction when it came here.
    if (this.#isNew && sent.options.transaction) this.#open = new TransactionEvents();
    this.#isNew = false;
    switch (statement.kind) {
      case 'write':
      case 'findOrCreate':
        return this.#open === undefined
          ? this.#writeAlone(sent, statement)
          : this.#writeWithin(this.#open, sent, statement);
      case 'transaction':
        return this.#passMarks(sent, statement);
      case 'uncaptured':
        return this.#watch(this.#capture.runUncaptured(this.#connection, sent, statement.description));
      case 'definition':
        return this.#forward(sent).finally(() => this.#capture.forgetTables());
      default:
        return this.#forward(sent);
    }
  }

  #forward({ text, values }: SentStatement): Promise<DriverAnswer> {
    return this.#watch(sendOn(this.#connection, text, values));
  }

  /** Notes when PostgreSQL gives the open transaction up. An error of the driver's own leaves it as it was. */
  async #watch<Value>(running: Promise<Value>): Promise<Value> {
    try {
      return await running;
    } catch (error) {
      if (this.#open !== undefined && sqlstateOf(error) !== undefined) this.#isAborted = true;
      throw error;
    }
  }

  /** What BEGIN, COMMIT, ROLLBACK and savepoints mean holds once PostgreSQL has carried them out. */
  async #passMarks(sent: SentStatement, { marks, writes }: TransactionStatement): Promise<DriverAnswer> {
    const before = this.#open;
    if (before !== undefined && marks.some(({ kind }) => kind === 'commit')) {
      // What is recorded while the last of it is stored goes in too: between this check and the COMMIT nothing runs.
      do await this.#prepareCommit(before, sent);
      while (this.#mustStore(before));
      // From here on nobody joins the transaction any more.
      this.#open = undefined;
    }
    const answer = await (
      writes
        ? this.#capture.runUncaptured(this.#connection, sent, 'several statements in one text')
        : sendOn(this.#connection, sent.text, sent.values)
    ).catch(async (error: unknown) => {
      // A text of several statements may have failed before its COMMIT, or behind it.
      this.#isAborted = await this.#isInFailedTransaction();
      this.#open = this.#isAborted ? before : undefined;
      throw error;
    });
    const isRolledBack = Array.isArray(answer) ? false : answer.command === 'ROLLBACK';
    let current = before;
    for (const mark of marks) {
      if (mark.kind === 'commit' && current !== undefined) await this.#settle(current, isRolledBack);
      current = this.#apply(mark, current);
    }
    this.#open = current;
    return answer;
  }

  /** The transaction that is open after a mark, if any. */
  #apply({ kind, savepoint = '', chains }: TransactionMark, open: TransactionEvents | undefined) {
    if (kind === 'begin') return open ?? new TransactionEvents();
    if (kind === 'savepoint') open?.openSavepoint(savepoint);
    else if (kind === 'release') open?.release(savepoint);
    else if (kind === 'rollbackTo') open?.rollBackTo(savepoint);
    if (kind !== 'savepoint' && kind !== 'release') this.#isAborted = false;
    if (kind !== 'commit' && kind !== 'rollback') return open;
    return chains === true ? new TransactionEvents() : undefined;
  }

  async #isInFailedTransaction(): Promise<boolean> {
    const failure: unknown = await executeOn(this.#connection)('SELECT 1', []).catch((error: unknown) => error);
    return sqlstateOf(failure) === inFailedTransaction;
  }

  #end(): void {
    this.#open = undefined;
    this.#isAborted = false;
  }

  async #writeWithin(open: TransactionEvents, sent: SentStatement, statement: Statement): Promise<DriverAnswer> {
    const { answer, events } = await this.#watch(this.#capture.run(this.#connection, sent, statement));
    open.add(events);
    if (open.isFull) await this.#store(open);
    if (open.failure !== undefined) throw new CaptureFailure(open.failure);
    return answer;
  }

  /** Gives a write without a transaction one of its own, so that it and its events commit together. */
  async #writeAlone(sent: SentStatement, statement: Statement): Promise<DriverAnswer> {
    const execute = executeOn(this.#connection);
    const alone = new TransactionEvents();
    await execute('BEGIN', []);
    try {
      const { answer, events } = await this.#capture.run(this.#connection, sent, statement);
      alone.add(events);
      await this.#store(alone);
      if (alone.failure !== undefined) throw new CaptureFailure(alone.failure);
      await execute('COMMIT', []);
      await this.#publish(alone);
      return answer;
    } catch (error) {
      await this.#rollBack();
      throw error;
    }
  }

  /** Stores what the transaction has to store; rolls back and throws when it must not commit. */
  async #prepareCommit(open: TransactionEvents, sent: SentStatement): Promise<void> {
    if (this.#mustStore(open)) await this.#store(open);
    if (open.failure === undefined) return;
    await this.#rollBack();
    this.#end();
    // Sequelize runs these hooks even when a commit fails: they would announce what did not happen.
    if (sent.options.transaction) sent.options.transaction._afterCommitHooks.length = 0;
    throw new CaptureFailure(open.failure);
  }

  #mustStore(open: TransactionEvents): boolean {
    return this.#capture.isTransactional && !this.#isAborted && open.waiting.length > 0;
  }

  async #settle(open: TransactionEvents, isRolledBack: boolean): Promise<void> {
    if (!isRolledBack) await this.#publish(open);
    else if (open.count > 0) this.#reportRolledBack(open);
  }

  /** Stores what is waiting. A failure stays with the transaction, which can then only be rolled back. */
  async #store(open: TransactionEvents): Promise<void> {
    if (!this.#capture.isTransactional) return;
    while (open.failure === undefined && open.waiting.length > 0) {
      const events = open.waiting;
      const stored = await this.#recorder.append(events, this.#openTransaction(open));
      if (stored.isOk()) open.markStored(events.length);
      else if (sqlstateOf(stored.error.cause) !== inFailedTransaction) open.add([stored.error]);
      else {
        this.#isAborted = true;
        return;
      }
    }
  }

  /** Tells those who wait for the commit; a store of another database gets its events now. */
  async #publish(open: TransactionEvents): Promise<void> {
    if (!this.#capture.isTransactional && open.waiting.length > 0) await this.#recorder.append(open.waiting);
    open.publish();
  }

  #openTransaction(open: TransactionEvents): OpenTransaction {
    return {
      database: this.#database,
      execute: executeOn(this.#connection),
      onCommitted: (publish) => open.onCommitted(publish),
    };
  }

  async #rollBack(): Promise<void> {
    // A connection that is gone has rolled back by itself.
    await executeOn(this.#connection)('ROLLBACK', []).catch(() => undefined);
  }

  #reportRolledBack(open: TransactionEvents): void {
    const error = new AuditError('TRANSACTION_ROLLED_BACK', 'PostgreSQL answered COMMIT with ROLLBACK');
    this.#recorder.report(error, { count: open.count });
  }
}

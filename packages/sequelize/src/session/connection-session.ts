import { AuditError, type AuditEvent, type AuditRecorder, type OpenTransaction } from '@auditrail/core';
import { CaptureFailure } from '../capture/capture-failure.js';
import type { WriteCapture } from '../capture/write-capture.js';
import { readStatement } from '../statement/read-statement.js';
import type { Statement, TransactionStatement } from '../statement/statement.js';
import { executeOn, sendOn, type DriverAnswer, type DriverConnection } from './connection.js';
import type { SentStatement } from './sent-statement.js';
import { StatementQueue } from './statement-queue.js';
import { TransactionEvents } from './transaction-events.js';

const inFailedTransaction = '25P02';

function sqlstateOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

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
    if (sent.options.transaction) this.#open ??= new TransactionEvents();
    switch (statement.kind) {
      case 'write':
      case 'findOrCreate':
        return this.#open === undefined
          ? this.#writeAlone(sent, statement)
          : this.#writeWithin(this.#open, sent, statement);
      case 'uncaptured':
        this.#capture.refuse(statement.description);
        return this.#forward(sent);
      case 'commit':
        return this.#open === undefined ? this.#forward(sent) : this.#commit(this.#open, sent);
      case 'other':
        return this.#forward(sent);
      default:
        return this.#mark(sent, statement);
    }
  }

  async #forward({ text, values }: SentStatement): Promise<DriverAnswer> {
    try {
      return await sendOn(this.#connection, text, values);
    } catch (error) {
      this.#isAborted = this.#open !== undefined;
      throw error;
    }
  }

  /** BEGIN, ROLLBACK and savepoints: what they mean holds once PostgreSQL has carried them out. */
  async #mark(sent: SentStatement, { kind, savepoint = '' }: TransactionStatement): Promise<DriverAnswer> {
    const answer = await this.#forward(sent);
    if (kind === 'begin') this.#open ??= new TransactionEvents();
    else if (kind === 'savepoint') this.#open?.openSavepoint(savepoint);
    else if (kind === 'release') this.#open?.release(savepoint);
    else if (kind === 'rollbackTo') this.#open?.rollBackTo(savepoint);
    else this.#end();
    if (kind === 'rollbackTo') this.#isAborted = false;
    return answer;
  }

  #end(): void {
    this.#open = undefined;
    this.#isAborted = false;
  }

  async #writeWithin(open: TransactionEvents, sent: SentStatement, statement: Statement): Promise<DriverAnswer> {
    try {
      const { answer, events } = await this.#capture.run(this.#connection, sent, statement);
      open.add(events);
      if (open.isFull) await this.#store(open);
      if (open.failure !== undefined) throw new CaptureFailure(open.failure);
      return answer;
    } catch (error) {
      if (!(error instanceof CaptureFailure)) this.#isAborted = true;
      throw error;
    }
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

  async #commit(open: TransactionEvents, sent: SentStatement): Promise<DriverAnswer> {
    if (!this.#isAborted) await this.#store(open);
    if (open.failure !== undefined) {
      await this.#rollBack();
      this.#end();
      // Sequelize runs these hooks even when a commit fails: they would announce what did not happen.
      if (sent.options.transaction) sent.options.transaction._afterCommitHooks.length = 0;
      throw new CaptureFailure(open.failure);
    }
    try {
      const answer = await sendOn(this.#connection, sent.text, sent.values);
      const { command } = Array.isArray(answer) ? { command: '' } : answer;
      if (command !== 'ROLLBACK') await this.#publish(open);
      else if (open.count > 0) this.#reportRolledBack(open);
      return answer;
    } finally {
      this.#end();
    }
  }

  /** Stores what is waiting. A failure stays with the transaction, which can then only be rolled back. */
  async #store(open: TransactionEvents): Promise<void> {
    if (!this.#capture.isTransactional) return;
    while (open.failure === undefined && open.waiting.length > 0) {
      const events = open.waiting;
      const stored = await this.#recorder.append(events, this.#openTransaction(open));
      if (stored.isOk()) open.markStored(events.length);
      else if (sqlstateOf(stored.error.cause) === inFailedTransaction) return;
      else open.add([stored.error]);
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

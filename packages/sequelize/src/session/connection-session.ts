import { AuditError, isAuditError, type AuditEvent, type AuditRecorder } from '@auditrail/core';
import { CaptureFailure } from '../capture/capture-failure.js';
import type { WriteCapture } from '../capture/write-capture.js';
import type { CapturedWrite, WritePlan } from '../capture/write-plan.js';
import { readStatement } from '../statement/read-statement.js';
import type { SeveralStatements, Statement, TransactionMark, TransactionStatement } from '../statement/statement.js';
import { executeOn, sendOn, sqlstateOf, type DriverAnswer, type DriverConnection } from './connection.js';
import { EventStorage } from './event-storage.js';
import { inOneFlight } from './in-one-flight.js';
import type { SentStatement } from './sent-statement.js';
import { passSeveral } from './pass-several.js';
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
  readonly #storage: EventStorage;
  readonly #queue = new StatementQueue();
  #open: TransactionEvents | undefined;
  #isNew = true;

  constructor(connection: DriverConnection, capture: WriteCapture, recorder: AuditRecorder, database: object) {
    this.#connection = connection;
    this.#capture = capture;
    this.#recorder = recorder;
    this.#storage = new EventStorage(connection, recorder, database, capture);
  }

  get isInTransaction(): boolean {
    return this.#open !== undefined;
  }

  /** The events that the open transaction has still to store. */
  get waitingEvents(): readonly AuditEvent[] {
    return this.#open?.waiting ?? [];
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
      case 'truncate':
        return this.#write(sent, await this.#watch(this.#capture.plan(this.#connection, sent, statement)));
      case 'transaction':
        return this.#passMarks(sent, statement);
      case 'several':
        return this.#passSeveral(sent, statement);
      case 'uncaptured':
        return this.#passUncaptured(sent, statement.description);
      case 'definition':
        return this.#forward(sent).finally(() => this.#capture.forgetTables());
      default:
        return this.#forward(sent);
    }
  }

  #passSeveral(sent: SentStatement, { parts, marks, begins }: SeveralStatements): Promise<DriverAnswer> {
    // PostgreSQL refuses several statements that come with values.
    if (sent.values !== undefined) return this.#forward(sent);
    const isWithin = this.#open !== undefined || begins;
    if (!isWithin && marks.length > 0) return this.#passMarks(sent, { kind: 'transaction', marks, writes: true });
    return passSeveral(sent, parts, isWithin, (part) => this.#pass(part, readStatement(part.text)));
  }

  #forward({ text, values }: SentStatement): Promise<DriverAnswer> {
    return this.#watch(sendOn(this.#connection, text, values));
  }

  /** What an uncaptured write leaves in the trail shares its fate where a transaction is known. */
  async #passUncaptured(sent: SentStatement, description: string): Promise<DriverAnswer> {
    const written = await this.#watch(this.#capture.runUncaptured(this.#connection, sent, description));
    const events = [...written.events].flat();
    if (this.#open !== undefined) this.#open.add(events);
    else await this.#recorder.append(events.filter((event): event is AuditEvent => !isAuditError(event)));
    return written.answer;
  }

  /** Notes when PostgreSQL gives the open transaction up. An error of the driver's own leaves it as it was. */
  async #watch<Value>(running: Promise<Value>): Promise<Value> {
    try {
      return await running;
    } catch (error) {
      if (this.#open !== undefined && sqlstateOf(error) !== undefined) this.#open.isAborted = true;
      throw error;
    }
  }

  /** What BEGIN, COMMIT, ROLLBACK and savepoints mean holds once PostgreSQL has carried them out. */
  async #passMarks(sent: SentStatement, { marks, writes }: TransactionStatement): Promise<DriverAnswer> {
    const before = this.#open;
    const answer = await (
      before !== undefined && marks.some(({ kind }) => kind === 'commit')
        ? this.#commit(before, sent, writes, marks.length === 1)
        : this.#sendMarks(sent, writes)
    ).catch(async (error: unknown) => {
      if (error instanceof CaptureFailure) throw error;
      // A text of several statements may have failed before its COMMIT, or behind it.
      const isAborted = await this.#isInFailedTransaction();
      if (isAborted && before !== undefined) before.isAborted = true;
      this.#open = isAborted ? before : undefined;
      throw error;
    });
    const isRolledBack = Array.isArray(answer) ? false : answer.command === 'ROLLBACK';
    let current = before;
    for (const mark of marks) {
      if (mark.kind === 'commit' && current !== undefined) await this.#settle(current, isRolledBack);
      current = applyMark(mark, current);
    }
    this.#open = current;
    return answer;
  }

  #sendMarks(sent: SentStatement, writes: boolean): Promise<DriverAnswer> {
    return writes
      ? this.#passUncaptured(sent, 'several statements in one text')
      : sendOn(this.#connection, sent.text, sent.values);
  }

  async #commit(
    open: TransactionEvents,
    sent: SentStatement,
    writes: boolean,
    isAlone: boolean,
  ): Promise<DriverAnswer> {
    const send = () => {
      // From here on nobody joins the transaction any more.
      this.#open = undefined;
      return this.#sendMarks(sent, writes);
    };
    try {
      return await this.#storage.commit(open, send, isAlone);
    } catch (error) {
      if (error instanceof CaptureFailure) {
        this.#open = undefined;
        // Sequelize runs these hooks even when a commit fails: they would announce what did not happen.
        if (sent.options.transaction) sent.options.transaction._afterCommitHooks.length = 0;
      }
      throw error;
    }
  }

  async #isInFailedTransaction(): Promise<boolean> {
    const failure: unknown = await executeOn(this.#connection)('SELECT 1', []).catch((error: unknown) => error);
    return sqlstateOf(failure) === inFailedTransaction;
  }

  async #write(sent: SentStatement, plan: WritePlan): Promise<DriverAnswer> {
    if (plan.kind === 'uncaptured') return this.#passUncaptured(sent, plan.description);
    if (plan.kind === 'excluded') return this.#forward(sent);
    return this.#open === undefined ? this.#writeAlone(plan.run) : this.#writeWithin(this.#open, plan.run);
  }

  async #writeWithin(open: TransactionEvents, run: () => Promise<CapturedWrite>): Promise<DriverAnswer> {
    const { answer, events } = await this.#watch(run());
    await this.#storage.take(open, events);
    if (open.failure !== undefined) throw new CaptureFailure(open.failure);
    return answer;
  }

  /** Gives a write without a transaction one of its own, so that it and its events commit together. */
  async #writeAlone(run: () => Promise<CapturedWrite>): Promise<DriverAnswer> {
    const begin = () => executeOn(this.#connection)('BEGIN', []);
    const alone = new TransactionEvents();
    try {
      const [began, written] = await inOneFlight(this.#connection, () => Promise.allSettled([begin(), run()]));
      if (written.status === 'rejected') throw written.reason;
      // A BEGIN that was cancelled leaves the write behind it committed: its events can only follow.
      if (began.status === 'rejected') await begin();
      const { answer, events } = written.value;
      await this.#storage.take(alone, events);
      const commit = () => sendOn(this.#connection, 'COMMIT', undefined);
      const committed = await this.#storage.commit(alone, commit, true);
      if (!Array.isArray(committed) && committed.command === 'ROLLBACK') throw new CaptureFailure(rolledBack());
      await this.#storage.publish(alone);
      return answer;
    } catch (error) {
      await this.#storage.rollBack();
      throw error;
    }
  }

  async #settle(open: TransactionEvents, isRolledBack: boolean): Promise<void> {
    if (!isRolledBack) await this.#storage.publish(open);
    else if (open.count > 0) this.#recorder.report(rolledBack(), { count: open.count });
  }
}

/** The transaction that is open after a mark, if any. */
function applyMark({ kind, savepoint = '', chains }: TransactionMark, open: TransactionEvents | undefined) {
  if (kind === 'begin') return open ?? new TransactionEvents();
  if (kind === 'savepoint') open?.openSavepoint(savepoint);
  else if (kind === 'release') open?.release(savepoint);
  else if (kind === 'rollbackTo') open?.rollBackTo(savepoint);
  else return chains === true ? new TransactionEvents() : undefined;
  return open;
}

function rolledBack(): AuditError {
  return new AuditError('TRANSACTION_ROLLED_BACK', 'PostgreSQL answered COMMIT with ROLLBACK');
}

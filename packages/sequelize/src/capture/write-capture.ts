import { AuditError, isAuditError, type AuditRecorder } from '@auditrail/core';
import type { AuditHooksOptions } from '../audit-hooks-options.js';
import { WriteTargets } from '../model/write-targets.js';
import type { SequelizeLike } from '../sequelize-internals.js';
import { executeOn, sendOn, type DriverAnswer, type DriverConnection } from '../session/connection.js';
import type { SentStatement } from '../session/sent-statement.js';
import type { PendingEvent } from '../session/transaction-events.js';
import type { Statement } from '../statement/statement.js';
import { CaptureFailure } from './capture-failure.js';
import { eventsOfWrite } from './events-of-write.js';
import { hasUnknownColumn, readChanges } from './read-changes.js';
import { runWrite } from './run-write.js';
import { withCreatedImage, withImages } from './with-images.js';

/** A write's answer, with the events of what it changed. */
export interface CapturedWrite {
  readonly answer: DriverAnswer;
  readonly events: readonly PendingEvent[];
}

/** Runs writes of one Sequelize instance and tells what they changed. */
export class WriteCapture {
  readonly isTransactional: boolean;
  readonly #recorder: AuditRecorder;
  readonly #targets: WriteTargets;
  readonly #onUncaptured: 'report' | 'throw';

  constructor(sequelize: SequelizeLike, recorder: AuditRecorder, options: AuditHooksOptions) {
    this.isTransactional = options.transactional ?? true;
    this.#recorder = recorder;
    this.#targets = new WriteTargets(sequelize, recorder, options);
    this.#onUncaptured = options.onUncaptured ?? 'report';
  }

  /** Runs a write. Rejects with the driver's error, or with a CaptureFailure when it could not be recorded. */
  async run(connection: DriverConnection, sent: SentStatement, statement: Statement): Promise<CapturedWrite> {
    const forward = async (): Promise<CapturedWrite> => ({
      answer: await sendOn(connection, sent.text, sent.values),
      events: [],
    });
    if (statement.kind !== 'write' && statement.kind !== 'findOrCreate') return forward();
    let target = await this.#findTarget(statement.table, sent, connection);
    if (target === 'excluded') return forward();
    if (target === undefined)
      return { answer: await this.runUncaptured(connection, sent, 'an unknown table'), events: [] };
    const imaged =
      statement.kind === 'findOrCreate'
        ? withCreatedImage(sent.text, statement)
        : withImages(sent.text, statement, target.relation);
    if (imaged === undefined) {
      const description = `${statement.kind === 'write' ? statement.verb : statement.kind} of this form on this PostgreSQL`;
      return { answer: await this.runUncaptured(connection, sent, description), events: [] };
    }
    const hadRows = statement.kind === 'findOrCreate' || statement.returningAt !== undefined;
    const outcome = await runWrite(connection, imaged, sent, hadRows);
    const keepsKeys = imaged.before?.keepsKeys ?? false;
    let changes = readChanges(outcome, target.relation, keepsKeys);
    if (hasUnknownColumn(changes, target.relation)) {
      this.#targets.forget();
      const found = await this.#findTarget(statement.table, sent, connection);
      if (typeof found === 'object') target = found;
      changes = readChanges(outcome, target.relation, keepsKeys);
    }
    if (changes.some((change) => change.isOldUnknown)) this.report('the old values of a row, on PostgreSQL before 18');
    const captured = eventsOfWrite(changes, target, sent.options.audit).map((observed) =>
      this.#recorder.capture(observed).match<PendingEvent>(
        (event) => event,
        (error) => error,
      ),
    );
    return { answer: outcome.answer, events: captured };
  }

  /** Runs a write that is not captured and reports it once it has succeeded, or refuses it. */
  async runUncaptured(connection: DriverConnection, sent: SentStatement, description: string): Promise<DriverAnswer> {
    if (this.#onUncaptured === 'throw') throw new CaptureFailure(notCaptured(description));
    const answer = await sendOn(connection, sent.text, sent.values);
    this.report(description);
    return answer;
  }

  /** Forgets what is known of tables: their definition may have changed. */
  forgetTables(): void {
    this.#targets.forget();
  }

  report(description: string): void {
    this.#recorder.report(notCaptured(description));
  }

  async #findTarget(table: string, { options }: SentStatement, connection: DriverConnection) {
    try {
      return await this.#targets.find(table, options.model, executeOn(connection));
    } catch (error) {
      throw isAuditError(error) ? new CaptureFailure(error) : error;
    }
  }
}

function notCaptured(description: string): AuditError {
  return new AuditError('WRITE_NOT_CAPTURED', `A write is not in the audit trail: ${description}`);
}

import { AuditError, isAuditError, type AuditRecorder } from '@auditrail/core';
import type { AuditHooksOptions } from '../audit-hooks-options.js';
import { WriteTargets } from '../model/write-targets.js';
import type { SequelizeLike } from '../sequelize-internals.js';
import { executeOn, sendOn, type DriverAnswer, type DriverConnection } from '../session/connection.js';
import type { EventStorageOptions } from '../session/event-storage.js';
import type { SentStatement } from '../session/sent-statement.js';
import type { PendingEvent } from '../session/transaction-events.js';
import type { FindOrCreateStatement, WriteStatement } from '../statement/statement.js';
import { CaptureFailure } from './capture-failure.js';
import { eventsOfWrite, type WriteTarget } from './events-of-write.js';
import { hasUnknownColumn, readChanges } from './read-changes.js';
import { runWrite } from './run-write.js';
import type { ImagedStatement } from './imaged-statement.js';
import { withCreatedImage, withImages } from './with-images.js';
import type { CapturedWrite, WritePlan } from './write-plan.js';

/** Plans the writes of one Sequelize instance, runs them and tells what they changed. */
export class WriteCapture implements EventStorageOptions {
  readonly isTransactional: boolean;
  readonly onFailure: 'throw' | 'report';
  readonly #recorder: AuditRecorder;
  readonly #targets: WriteTargets;
  readonly #onUncaptured: 'report' | 'throw';

  constructor(sequelize: SequelizeLike, recorder: AuditRecorder, options: AuditHooksOptions) {
    this.isTransactional = options.transactional ?? true;
    this.onFailure = options.onFailure ?? 'throw';
    this.#recorder = recorder;
    this.#targets = new WriteTargets(sequelize, recorder, options);
    this.#onUncaptured = options.onUncaptured ?? 'report';
  }

  /** Finds out how a write is captured, asking the catalogue about a table that is new to it. */
  async plan(
    connection: DriverConnection,
    sent: SentStatement,
    statement: WriteStatement | FindOrCreateStatement,
  ): Promise<WritePlan> {
    const target = await this.#findTarget(statement.table, sent, connection);
    if (target === 'excluded') return { kind: 'excluded' };
    if (target === undefined) return { kind: 'uncaptured', description: 'an unknown table' };
    const imaged =
      statement.kind === 'findOrCreate'
        ? withCreatedImage(sent.text, statement)
        : withImages(sent.text, statement, target.relation);
    if (imaged !== undefined) {
      return { kind: 'write', run: () => this.#run(connection, sent, statement, imaged, target) };
    }
    const what = statement.kind === 'write' ? statement.verb : statement.kind;
    return { kind: 'uncaptured', description: `${what} of this form on this PostgreSQL` };
  }

  /** Rejects with the driver's error. */
  async #run(
    connection: DriverConnection,
    sent: SentStatement,
    statement: WriteStatement | FindOrCreateStatement,
    imaged: ImagedStatement,
    planned: WriteTarget,
  ): Promise<CapturedWrite> {
    let target = planned;
    const hadRows = statement.kind === 'findOrCreate' || statement.returningAt !== undefined;
    const outcome = await runWrite(connection, imaged, sent, hadRows);
    const pairBy = imaged.before?.pairBy;
    let changes = readChanges(outcome, target.relation, pairBy);
    if (hasUnknownColumn(changes, target.relation)) {
      this.#targets.forget();
      const found = await this.#findTarget(statement.table, sent, connection);
      if (typeof found === 'object') target = found;
      changes = readChanges(outcome, target.relation, pairBy);
    }
    if (changes.some((change) => change.isOldUnknown)) this.report('the old values of a row, on PostgreSQL before 18');
    const events = eventsOfWrite(changes, target, sent.options.audit).flatMap((observed) =>
      this.#recorder.capture(observed).match<readonly PendingEvent[]>(
        (event) => [event],
        (error) => (this.onFailure === 'throw' ? [error] : []),
      ),
    );
    return { answer: outcome.answer, events };
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

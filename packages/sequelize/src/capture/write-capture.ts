import { problemOfAnnotation } from '../write-annotation.js';
import { isAuditError, type AuditRecorder, type CapturedEvent } from '@auditrail/core';
import type { AuditHooksOptions } from '../audit-hooks-options.js';
import { CoverageLog } from '../coverage.js';
import { WriteTargets } from '../model/write-targets.js';
import type { SequelizeLike } from '../sequelize-internals.js';
import { executeOn, sendOn, type DriverConnection } from '../session/connection.js';
import type { EventStorageOptions } from '../session/event-storage.js';
import type { SentStatement } from '../session/sent-statement.js';
import type { PendingEvent } from '../session/transaction-events.js';
import type { FindOrCreateStatement, TruncateStatement, WriteStatement } from '../statement/statement.js';
import { beginCascade, canReadCascade, mayCascade, rowName, type PendingCascade } from './cascade/begin-cascade.js';
import { rootOf } from './cascade/cascaded-row.js';
import { CaptureFailure } from './capture-failure.js';
import { eventOfCount, eventsOfWrite, type WriteDescription, type WriteTarget } from './events-of-write.js';
import type { ImagedStatement } from './imaged-statement.js';
import { hasUnknownColumn, readChanges } from './read-changes.js';
import type { RowChange } from './row-change.js';
import { readReferringTables, runTruncate, type TruncatedTable } from './run-truncate.js';
import { runWrite, throwOwnError } from './run-write.js';
import { UncapturedWrites } from './uncaptured-writes.js';
import { withCreatedImage, withImages } from './with-images.js';
import type { CapturedWrite, WritePlan } from './write-plan.js';

/** As many as PostgreSQL stores while as many again are made. */
const rowsPerPart = 250;

type RowStatement = WriteStatement | FindOrCreateStatement;

/** Plans the writes of one Sequelize instance, runs them and tells what they changed. */
export class WriteCapture implements EventStorageOptions {
  readonly isTransactional: boolean;
  readonly onFailure: 'throw' | 'report';
  readonly coverage = new CoverageLog();
  readonly #recorder: AuditRecorder;
  readonly #targets: WriteTargets;
  readonly #uncaptured: UncapturedWrites;

  constructor(sequelize: SequelizeLike, recorder: AuditRecorder, options: AuditHooksOptions) {
    this.isTransactional = options.transactional ?? true;
    this.onFailure = options.onFailure ?? 'throw';
    this.#recorder = recorder;
    this.#targets = new WriteTargets(sequelize, recorder, options);
    this.#uncaptured = new UncapturedWrites(recorder, this.coverage, options.onUncaptured ?? 'report');
  }

  /** Finds out how a write is captured, asking the catalogue about a table that is new to it. */
  async plan(
    connection: DriverConnection,
    sent: SentStatement,
    statement: RowStatement | TruncateStatement,
  ): Promise<WritePlan> {
    checkAnnotation(sent);
    if (statement.kind === 'truncate') return this.#planTruncate(connection, sent, statement);
    const target = await this.#findTarget(statement.table, sent, connection);
    if (target === undefined) return { kind: 'uncaptured', description: 'an unknown table' };
    const cascades = statement.kind === 'write' && mayCascade(sent.text, statement, target.relation);
    if (target.isExcluded && !cascades) return { kind: 'excluded' };
    const imaged =
      statement.kind === 'findOrCreate'
        ? withCreatedImage(sent.text, statement)
        : withImages(sent.text, statement, target.relation);
    if (imaged !== undefined) {
      return { kind: 'write', run: () => this.#run(connection, sent, statement, imaged, target, cascades) };
    }
    const what = statement.kind === 'write' ? statement.verb : statement.kind;
    return { kind: 'uncaptured', description: `${what} of this form on this PostgreSQL` };
  }

  /** Rejects with the driver's error. */
  async #run(
    connection: DriverConnection,
    sent: SentStatement,
    statement: RowStatement,
    imaged: ImagedStatement,
    planned: WriteTarget,
    cascades: boolean,
  ): Promise<CapturedWrite> {
    let target = planned;
    const hadRows = statement.kind === 'findOrCreate' || statement.returningAt !== undefined;
    const cascade = cascades
      ? await this.#beginCascade(connection, sent, statement as WriteStatement, target)
      : undefined;
    const outcome = await runWrite(connection, imaged, sent, hadRows);
    const pairBy = imaged.before?.pairBy;
    let changes = readChanges(outcome, target.relation, pairBy);
    if (hasUnknownColumn(changes, target.relation)) {
      this.#targets.forget();
      target = (await this.#findTarget(statement.table, sent, connection)) ?? target;
      changes = readChanges(outcome, target.relation, pairBy);
    }
    const lacking = changes.some((change) => change.isOldUnknown)
      ? this.#lacks('the old values of a row, on PostgreSQL before 18', sent)
      : [];
    const { answer } = outcome;
    if (cascade === undefined) {
      const behind = cascades ? `what foreign keys change behind a ${(statement as WriteStatement).verb}` : undefined;
      return { answer, events: this.#inParts(changes, target, sent, lacking, behind) };
    }
    const own = changes.map((change) => ({ change, events: this.#eventsOf([change], target, sent) }));
    const caused = await this.#eventsOfCascade(cascade, own, sent);
    return { answer, events: [[...own.flatMap((row) => row.events), ...lacking, ...caused]] };
  }

  *#inParts(
    changes: readonly RowChange[],
    target: WriteTarget,
    sent: SentStatement,
    lacking: readonly PendingEvent[],
    behind: string | undefined,
  ): Generator<readonly PendingEvent[]> {
    for (let from = 0; from < changes.length; from += rowsPerPart) {
      yield this.#eventsOf(changes.slice(from, from + rowsPerPart), target, sent);
    }
    yield lacking;
    if (behind !== undefined) yield this.#lacks(behind, sent);
  }

  async #beginCascade(
    connection: DriverConnection,
    sent: SentStatement,
    statement: WriteStatement,
    target: WriteTarget,
  ): Promise<PendingCascade | undefined> {
    if (!canReadCascade(statement)) return undefined;
    const targetOf = (table: string) => this.#findTarget(table, undefined, connection);
    return beginCascade(sent, statement, target, executeOn(connection), targetOf).catch((error: unknown) =>
      throwOwnError(error, connection, sent),
    );
  }

  async #eventsOfCascade(
    cascade: PendingCascade,
    own: readonly { readonly change: RowChange; readonly events: readonly PendingEvent[] }[],
    sent: SentStatement,
  ): Promise<readonly PendingEvent[]> {
    const changes = await cascade.finish(own.map(({ change }) => change));
    const causes = new Map(own.map(({ change, events: [event] }) => [rowName(change.old), event]));
    const rows = changes.flatMap(({ row, change }) => {
      const cause = causes.get(rowName(rootOf(row).old));
      const causedBy = cause === undefined || isAuditError(cause) ? undefined : cause.id;
      return this.#eventsOf([change], row.target, sent, causedBy);
    });
    const counted = cascade.counted.flatMap(({ target, count, operation }) => {
      const lacking =
        target.relation.referencedBy.length > 0
          ? this.#lacks('what foreign keys change behind very many rows', sent)
          : [];
      if (target.isExcluded) return lacking;
      return [...this.#capture([eventOfCount(count, operation, target, sent.options.audit)]), ...lacking];
    });
    return [...rows, ...counted];
  }

  async #planTruncate(
    connection: DriverConnection,
    sent: SentStatement,
    { sources, cascades }: TruncateStatement,
  ): Promise<WritePlan> {
    const tables: TruncatedTable[] = [];
    for (const { table, source } of sources) {
      const target = await this.#findTarget(table, sent, connection);
      if (target === undefined) return { kind: 'uncaptured', description: 'an unknown table' };
      tables.push({ target, source });
    }
    const run = async (): Promise<CapturedWrite> => {
      const names = sources.map(({ table }) => table);
      for (const table of cascades ? await readReferringTables(connection, names) : []) {
        const target = await this.#findTarget(table, undefined, connection);
        if (target !== undefined) tables.push({ target, source: table });
      }
      const { answer, truncated } = await runTruncate(connection, sent, tables);
      const events = truncated.flatMap(({ target, changes, count }) =>
        count === undefined
          ? this.#capture(eventsOfWrite(changes, target, { ...this.#describe(sent), operation: 'truncate' }))
          : this.#capture([eventOfCount(count, 'truncate', target, sent.options.audit)]),
      );
      return { answer, events: [events] };
    };
    const isKnown = tables.every(({ target }) => ['table', 'partitioned'].includes(target.relation.form));
    return isKnown ? { kind: 'write', run } : { kind: 'uncaptured', description: 'TRUNCATE of no plain table' };
  }

  #eventsOf(
    changes: readonly RowChange[],
    target: WriteTarget,
    sent: SentStatement,
    causedBy?: string,
  ): readonly PendingEvent[] {
    const events = eventsOfWrite(changes, target, this.#describe(sent));
    return this.#capture(causedBy === undefined ? events : events.map((event) => ({ ...event, causedBy })));
  }

  #describe({ options }: SentStatement): WriteDescription {
    return { annotation: options.audit, report: (error) => this.#recorder.report(error) };
  }

  #capture(observed: readonly CapturedEvent[]): readonly PendingEvent[] {
    return this.#orFail(
      observed.map((one) =>
        this.#recorder.capture(one).match<PendingEvent>(
          (event) => event,
          (error) => error,
        ),
      ),
    );
  }

  /** An event that could not be made has been reported; it is to stop the change as well only where failures do. */
  #orFail(events: readonly PendingEvent[]): readonly PendingEvent[] {
    return this.onFailure === 'throw' ? events : events.filter((event) => !isAuditError(event));
  }

  /** Runs a write that is not captured, and says so once it has succeeded; or refuses it. */
  async runUncaptured(connection: DriverConnection, sent: SentStatement, description: string): Promise<CapturedWrite> {
    checkAnnotation(sent);
    this.#uncaptured.refuse(description);
    const answer = await sendOn(connection, sent.text, sent.values);
    return { answer, events: [this.#lacks(description, sent)] };
  }

  /** Forgets what is known of tables: their definition may have changed. */
  forgetTables(): void {
    this.#targets.forget();
  }

  #lacks(description: string, { options }: SentStatement): readonly PendingEvent[] {
    return this.#orFail(this.#uncaptured.note(description, options.audit));
  }

  #noteTable({ model, relation: { schema, name } }: WriteTarget): void {
    // A temporary table is gone before anybody reads of it.
    if (model === undefined && !schema.startsWith('pg_temp')) this.coverage.noteTableWithoutModel(`${schema}.${name}`);
  }

  async #findTarget(table: string, sent: SentStatement | undefined, connection: DriverConnection) {
    try {
      const target = await this.#targets.find(table, sent?.options.model, executeOn(connection));
      if (target !== undefined) this.#noteTable(target);
      return target;
    } catch (error) {
      throw isAuditError(error) ? new CaptureFailure(error) : error;
    }
  }
}

function checkAnnotation({ options }: SentStatement): void {
  const problem = problemOfAnnotation(options.audit);
  if (problem !== undefined) throw new CaptureFailure(problem);
}

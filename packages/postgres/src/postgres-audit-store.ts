import {
  AuditError,
  eventBody,
  type AuditEvent,
  type AuditStore,
  type EventQuery,
  type OpenTransaction,
  type StoredEvent,
  type StoredPage,
} from '@auditrail/core';
import type { Checkpoint } from '@auditrail/integrity';
import { err, ok, Result, ResultAsync } from 'neverthrow';
import { buildAppendStatement, type AppendStatement } from './append/append-statement.js';
import { DatabaseComparison } from './append/database-comparison.js';
import { GroupWriter } from './append/group-writer.js';
import { appendImmediately } from './append/immediate-appender.js';
import { appendWithin } from './append/transaction-appender.js';
import { archiveMonth, type ArchiveOptions } from './archive/archive-month.js';
import type { ArchiveManifest } from './archive/archive-manifest.js';
import { columnText } from './connection/column-text.js';
import { ConnectionPool } from './connection/connection-pool.js';
import { settlesWithin } from './connection/settles-within.js';
import { WorkUnderWay } from './connection/work-under-way.js';
import { examine, type ExamineOptions } from './doctor/examine.js';
import type { Finding } from './doctor/finding.js';
import { parseOptions } from './parse-options.js';
import { dropMonth, type DroppedMonth } from './maintenance/drop-month.js';
import { maintain, type MaintenanceOptions, type MaintenanceReport } from './maintenance/maintain.js';
import { readRetention } from './maintenance/read-retention.js';
import { setRetention, type Retention } from './maintenance/set-retention.js';
import type { PostgresAuditStoreOptions } from './postgres-audit-store-options.js';
import { readEvent, type EventRow } from './query/read-event.js';
import { readPage } from './query/read-page.js';
import { buildSelectStatement } from './query/select-statement.js';
import type { StreamFilter } from './query/stream-filter.js';
import { streamRows, type StreamSource } from './query/stream-rows.js';
import { nameMissingRole } from './roles/name-missing-role.js';
import { parseRolesOption, type RolesOption } from './roles/roles-option.js';
import { exportTiles, type ExportTilesOptions } from './sealing/export-tiles.js';
import { proveEvent, type EventProof } from './sealing/prove-event.js';
import { streamProofs } from './sealing/stream-proofs.js';
import { verifyInTurn, type TurnReport, type VerifyInTurnOptions } from './verification/verify-in-turn.js';
import { verifyLog, type VerifyOptions } from './verification/verify-log.js';
import type { VerificationReport } from './verification/verification-report.js';
import { CompatibilityCheck } from './schema/compatibility-check.js';
import { migrate, type MigrationReport } from './schema/migrator.js';
import type { SchemaName } from './schema/schema-name.js';

// Measured with 64 callers: two reach a quarter more than one.
const statementsInFlight = 2;

/** What `migrate()` may be told. */
export interface MigrateOptions {
  /** Who does what in the log; left out: what is installed, at first `single`. */
  readonly roles?: RolesOption;
}

/** An event exactly as it was written. */
export interface StoredBody {
  readonly id: string;
  /** Its canonical JSON, as the process that recorded it wrote it. */
  readonly body: string;
}

/**
 * The append-only audit log in PostgreSQL 15 or later.
 *
 * Events appended without a transaction are durable once the result is there; calls at the same time share statements.
 * Events appended within a transaction share its fate.
 */
export class PostgresAuditStore implements AuditStore {
  readonly #schema: SchemaName;
  /** Apart from the writers' connections, so that slow reads cannot hold up an append. */
  readonly #readers: ConnectionPool;
  readonly #writers: ConnectionPool;
  readonly #compatibility: CompatibilityCheck;
  readonly #comparison: DatabaseComparison;
  readonly #transactional: AppendStatement;
  readonly #group: GroupWriter;
  readonly #closeTimeoutMs: number;
  readonly #work = new WorkUnderWay('The audit store');
  #closing: Promise<Result<void, AuditError>> | undefined;

  /** Connects to nothing yet. Throws OPTIONS_INVALID naming the option that is wrong or unknown. */
  constructor(options: PostgresAuditStoreOptions = {}) {
    const parsed = parseOptions(options);
    const writers = Math.min(statementsInFlight, parsed.maxConnections - 1);
    this.#schema = parsed.schema;
    this.#closeTimeoutMs = parsed.closeTimeoutMs;
    this.#readers = new ConnectionPool(parsed, parsed.maxConnections - writers);
    this.#writers = new ConnectionPool(parsed, writers);
    this.#compatibility = new CompatibilityCheck(this.#writers, parsed.schema);
    this.#comparison = new DatabaseComparison(this.#writers);
    this.#transactional = buildAppendStatement(parsed.schema, 'transactional');
    const immediate = buildAppendStatement(parsed.schema, 'immediate');
    this.#group = new GroupWriter({
      insert: async (bodies) => {
        const compatible = await this.#compatibility.run();
        return compatible.isErr() ? compatible : appendImmediately(this.#writers, immediate, bodies);
      },
      statements: writers,
      maxWaiting: parsed.maxWaiting,
    });
  }

  /**
   * Applies the migrations that are missing and makes partitions for the next twelve months. Safe to run twice, and from
   * several processes at once; run it at each deployment.
   *
   * `roles` says who does what in the log from now on; by default what is installed, at first `single`: the role that
   * migrates owns the log and does everything. Separate roles are brought back to exactly their rights at each run.
   */
  migrate(options: MigrateOptions = {}): ResultAsync<MigrationReport, AuditError> {
    return this.#work.run(async () => {
      const roles = parseRolesOption(options.roles);
      if (roles.isErr()) return err(roles.error);
      return (await migrate(this.#readers, this.#schema, roles.value)).mapErr(nameMissingRole('owner'));
    });
  }

  /**
   * Makes the partitions of the coming months, and gives events that found none a partition of their month. Run it every
   * day, as the owner or the maintainer. Meanwhile writers never fail, and wait 100 ms at most behind an open transaction.
   */
  maintain(options: MaintenanceOptions = {}): ResultAsync<MaintenanceReport, AuditError> {
    return this.#asMaintainer(() => maintain(this.#readers, this.#schema, options));
  }

  /** How long months are kept, as the owner or the maintainer. */
  retention(): ResultAsync<Retention, AuditError> {
    return this.#asMaintainer(() => readRetention(this.#readers, this.#schema));
  }

  /** Sets how long months are kept, as the owner or the maintainer. Is itself an event of the log. */
  setRetention(retention: Retention): ResultAsync<void, AuditError> {
    return this.#asMaintainer(() => setRetention(this.#readers, this.#schema, retention));
  }

  /**
   * Writes a month (`YYYY-MM`, UTC) into `<month>.jsonl`, each event as it was written, with `<month>.facts.jsonl` and
   * `<month>.manifest.json`, and registers that; as the owner, or as a reader that is the maintainer too. A later archive
   * replaces an earlier one.
   */
  archiveMonth(month: string, options: ArchiveOptions): ResultAsync<ArchiveManifest, AuditError> {
    return this.#work.run(() => archiveMonth(this.#readers, this.#schema, month, options));
  }

  /**
   * Drops a month (`YYYY-MM`, UTC) for ever, as the owner or the maintainer. RETENTION_REFUSED unless its archive is
   * registered and holds what the month holds, it is not younger than the minimum, and it ended more than 31 days ago.
   * Is itself an event of the log, in the same transaction.
   */
  dropMonth(month: string): ResultAsync<DroppedMonth, AuditError> {
    return this.#asMaintainer(() => dropMonth(this.#readers, this.#schema, month));
  }

  /**
   * Compares the database with what the log needs: rights, guards, partitions, the server's settings. Reads the catalogue
   * only, as the owner or the maintainer; another role is told what it may not see. Finding something is no failure.
   */
  examine(options: ExamineOptions = {}): ResultAsync<readonly Finding[], AuditError> {
    return this.#work.run(() => examine(this.#readers, this.#schema, options));
  }

  /**
   * Proves that the log has an event: its position, and a receipt that `verifyReceipt` of `@auditrail/integrity` checks
   * with the log's public key alone. Fails with EVENT_NOT_SEALED until a signed checkpoint covers the event.
   */
  proofOf(eventId: string): ResultAsync<EventProof, AuditError> {
    return this.#work.run(() => proveEvent(this.#readers, this.#schema, eventId)).mapErr(nameMissingRole('reader'));
  }

  /** The last signed checkpoint that the database has, a signed note; undefined before the first. */
  latestCheckpoint(): ResultAsync<string | undefined, AuditError> {
    const text = `SELECT note FROM ${this.#schema.identifier}.checkpoint ORDER BY size DESC LIMIT 1`;
    return this.#work
      .run(async () => (await this.#readers.read(text, [])).map(({ rows }) => rows[0]?.['note'] ?? undefined))
      .mapErr(nameMissingRole('reader'));
  }

  /**
   * Compares every event with its leaf, and the tree with what was signed; with `from` only the events behind an earlier
   * checkpoint. Finding something is no failure: `holds` says. Runs as a reader.
   */
  verify(options: VerifyOptions): ResultAsync<VerificationReport, AuditError> {
    return this.#work.run(() => verifyLog(this.#readers, this.#schema, options)).mapErr(nameMissingRole('reader'));
  }

  /**
   * One turn of a verification that never ends: what is new, and as many old events again as are due for each to be read
   * within `withinDays`. Pass on the `progress` that it ends with. Runs as a reader.
   */
  verifyInTurn(options: VerifyInTurnOptions): ResultAsync<TurnReport, AuditError> {
    return this.#work.run(() => verifyInTurn(this.#readers, this.#schema, options)).mapErr(nameMissingRole('reader'));
  }

  /**
   * Writes the log up to its last checkpoint as C2SP tlog-tiles: digests of events, no bodies. `verifyFiles`, and tools
   * that nobody here wrote, check it without the database. Fails with EVENT_NOT_SEALED before the first checkpoint, and
   * with ARCHIVE_FAILED where a file cannot be written or the directory has another log. Runs as a reader.
   */
  exportTiles(options: ExportTilesOptions): ResultAsync<Checkpoint, AuditError> {
    return this.#work.run(() => exportTiles(this.#readers, this.#schema, options)).mapErr(nameMissingRole('reader'));
  }

  append(events: readonly AuditEvent[], within?: OpenTransaction): ResultAsync<void, AuditError> {
    return this.#work.run(async () => {
      if (events.length === 0) return ok(undefined);
      const bodies = writeBodies(events);
      if (bodies.isErr()) return err(bodies.error);
      const outcome = within ? this.#appendWithin(within, bodies.value) : this.#group.write(bodies.value);
      return (await outcome).mapErr(nameMissingRole('writer'));
    });
  }

  query(query: EventQuery): ResultAsync<StoredPage, AuditError> {
    return this.#work.run(async () => {
      const compatible = (await this.#compatibility.run()).mapErr(nameMissingRole('reader'));
      if (compatible.isErr()) return err(compatible.error);
      const { text, values } = buildSelectStatement(this.#schema, query);
      const found = (await this.#readers.read(text, values)).mapErr(nameMissingRole('reader'));
      return found.andThen(({ rows }) => readPage(rows, query.limit));
    });
  }

  /**
   * Reads every event that a filter finds, oldest first, in one snapshot, with at most 500 in memory. A failure is the last
   * thing it yields. Until the iteration ends it holds one of the reading connections, of which there is one by default:
   * give long exports a store of their own.
   */
  stream(filter: StreamFilter = {}): AsyncGenerator<Result<StoredEvent, AuditError>, void> {
    return this.#stream(filter, readEvent);
  }

  /** The same, with each event exactly as it was written. */
  streamBodies(filter: StreamFilter = {}): AsyncGenerator<Result<StoredBody, AuditError>, void> {
    return this.#stream(filter, (row) => ok({ id: columnText(row, 'id'), body: columnText(row, 'body') }));
  }

  /**
   * The same, each with a receipt that `verifyReceipt` checks, of those that the last checkpoint covers. Fails with
   * EVENT_NOT_SEALED before the first.
   */
  streamProofs(filter: StreamFilter = {}): AsyncGenerator<Result<EventProof, AuditError>, void> {
    return this.#whileOpen((source) => streamProofs(source, filter));
  }

  /** Fails with STORE_TIMEOUT when events had to be given up after `closeTimeoutMs`: each of their callers has been told. */
  close(): ResultAsync<void, AuditError> {
    this.#closing ??= this.#close();
    return new ResultAsync(this.#closing);
  }

  #stream<Value>(
    filter: StreamFilter,
    read: (row: EventRow) => Result<Value, AuditError>,
  ): AsyncGenerator<Result<Value, AuditError>, void> {
    return this.#whileOpen((source) => streamRows(source, filter, read));
  }

  #whileOpen<Value>(
    stream: (source: StreamSource) => AsyncGenerator<Result<Value, AuditError>, void>,
  ): AsyncGenerator<Result<Value, AuditError>, void> {
    const source = { pool: this.#readers, schema: this.#schema, compatibility: this.#compatibility };
    return this.#work.stream(() => stream(source));
  }

  async #appendWithin(within: OpenTransaction, bodies: readonly string[]): Promise<Result<void, AuditError>> {
    const compatible = await this.#compatibility.run();
    if (compatible.isErr()) return compatible;
    const compared = await this.#comparison.check(within);
    return compared.isErr() ? compared : appendWithin(within, this.#transactional, bodies);
  }

  async #close(): Promise<Result<void, AuditError>> {
    const drained = this.#work.close();
    const isDrained = await settlesWithin(this.#closeTimeoutMs, drained);
    const ended = Promise.all([this.#writers.end(), this.#readers.end()]);
    if (isDrained) return ended.then(() => ok(undefined));
    this.#group.abandonWaiting();
    await Promise.all([this.#writers.cut(), this.#readers.cut()]);
    await Promise.all([drained, ended]);
    return err(new AuditError('STORE_TIMEOUT', 'The audit store was closed before everything under way had ended'));
  }

  #asMaintainer<Value>(work: () => Promise<Result<Value, AuditError>>): ResultAsync<Value, AuditError> {
    return this.#work.run(work).mapErr(nameMissingRole('maintainer'));
  }
}

const writeBodies = Result.fromThrowable(
  (events: readonly AuditEvent[]) => events.map((event) => eventBody(event)),
  () => new AuditError('EVENT_INVALID', 'An event cannot be written as JSON'),
);

import { AuditError, type StatementResult } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import pg from 'pg';
import type { ParsedOptions } from '../parse-options.js';
import { connectFailure, statementFailure } from './database-fault.js';

/** Runs one statement on one connection; rejects with an AuditError. */
export type Execute = (text: string, values?: readonly unknown[]) => Promise<StatementResult>;

// Per query, because an application may set type parsers for its whole process.
const types = { getTypeParser: () => (text: string) => text };

// Long enough for the server's own time-out to come first; needed when the server has gone without a word.
const graceMs = 5_000;

/** The store's own connections: every value comes back as text, every failure as an AuditError. */
export class ConnectionPool {
  #ended: Promise<void> | undefined;
  readonly #pool: pg.Pool;
  readonly #patienceMs: number | undefined;
  readonly #inUse = new Set<pg.PoolClient>();

  /** Makes no connection; throws OPTIONS_INVALID for a connection string that cannot be read. */
  constructor({ connection, connectTimeoutMs, statementTimeoutMs }: ParsedOptions, maxConnections: number) {
    const config: pg.PoolConfig = {
      ...connection,
      max: maxConnections,
      application_name: 'auditrail',
      keepAlive: true,
      connectionTimeoutMillis: connectTimeoutMs,
      allowExitOnIdle: true,
      ...(statementTimeoutMs > 0 && { statement_timeout: statementTimeoutMs }),
    };
    try {
      new pg.Client(config);
    } catch {
      throw new AuditError('OPTIONS_INVALID', 'connectionString or connection cannot be read');
    }
    this.#pool = new pg.Pool(config);
    this.#patienceMs = statementTimeoutMs > 0 ? statementTimeoutMs + graceMs : undefined;
    // An idle connection that breaks has left the pool already; the next statement opens another.
    this.#pool.on('error', ignore);
  }

  /** Runs one statement in a transaction of its own. */
  async run(text: string, values: readonly unknown[]): Promise<Result<StatementResult, AuditError>> {
    return this.#use(async (client) => execute(client, text, values, this.#patienceMs));
  }

  /**
   * Runs a statement that only reads: a lost connection is tried once more, and leaves nothing in doubt. Never fails with
   * OUTCOME_UNKNOWN.
   */
  async read(text: string, values: readonly unknown[]): Promise<Result<StatementResult, AuditError>> {
    const first = await this.run(text, values);
    if (first.isOk() || first.error.code !== 'OUTCOME_UNKNOWN') return first;
    return (await this.run(text, values)).mapErr(asFailureOfReading);
  }

  /** Runs work in one transaction, which ends with it: committed, or rolled back when it throws. */
  async transaction<Value>(work: (execute: Execute) => Promise<Value>): Promise<Result<Value, AuditError>> {
    return this.#use(async (client) => {
      await execute(client, 'BEGIN');
      try {
        const value = await work((text, values) => execute(client, text, values));
        await execute(client, 'COMMIT');
        return value;
      } catch (error) {
        await execute(client, 'ROLLBACK').catch(ignore);
        throw error;
      }
    });
  }

  /**
   * Reads the rows of a query so many at a time, in one snapshot. The connection is in use until the iteration ends. A
   * failure is the last thing it yields; it only reads, so that is never OUTCOME_UNKNOWN.
   */
  readInPages(
    text: string,
    values: readonly unknown[],
    rowsPerPage: number,
  ): AsyncGenerator<Result<StatementResult['rows'], AuditError>, void> {
    return this.readInSnapshot((run) => fetchPages(run, text, values, rowsPerPage));
  }

  /** The same for whatever reads several things that belong together. */
  async *readInSnapshot<Value>(
    read: (execute: Execute) => AsyncGenerator<Value, void>,
  ): AsyncGenerator<Result<Value, AuditError>, void> {
    const taken = await this.#take();
    if (taken.isErr()) {
      yield err(taken.error);
      return;
    }
    const client = taken.value;
    try {
      await execute(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0');
      for await (const value of read((text, values) => execute(client, text, values))) yield ok(value);
    } catch (error) {
      yield err(asFailureOfReading(error instanceof AuditError ? error : statementFailure(error)));
    } finally {
      const isUsable = await execute(client, 'ROLLBACK').then(
        () => true,
        () => false,
      );
      this.#giveBack(client, isUsable);
    }
  }

  /** Waits for statements under way, then closes every connection. A second call waits for the first. */
  end(): Promise<void> {
    this.#ended ??= this.#pool.end();
    return this.#ended;
  }

  /** Cuts the connections whose statements are under way: these fail, and nobody knows what has become of them. */
  async cut(): Promise<void> {
    // pg's end() of a client does not wait for the statement that it runs.
    await Promise.all([...this.#inUse].map((client) => (client as unknown as pg.Client).end().catch(ignore)));
  }

  async #use<Value>(work: (client: pg.PoolClient) => Promise<Value>): Promise<Result<Value, AuditError>> {
    const taken = await this.#take();
    if (taken.isErr()) return err(taken.error);
    let failure: AuditError | undefined;
    try {
      return ok(await work(taken.value));
    } catch (error) {
      failure = error instanceof AuditError ? error : statementFailure(error);
      return err(failure);
    } finally {
      this.#giveBack(taken.value, failure?.code !== 'OUTCOME_UNKNOWN');
    }
  }

  async #take(): Promise<Result<pg.PoolClient, AuditError>> {
    try {
      const client = await this.#pool.connect();
      // While a client is out of the pool a broken connection would otherwise be an uncaught 'error' event.
      client.on('error', ignore);
      this.#inUse.add(client);
      return ok(client);
    } catch (error) {
      return err(connectFailure(error));
    }
  }

  #giveBack(client: pg.PoolClient, isUsable: boolean): void {
    this.#inUse.delete(client);
    client.removeListener('error', ignore);
    client.release(!isUsable);
  }
}

/** Reads the rows of a query so many at a time, by a cursor of the transaction. */
export async function* fetchPages(
  run: Execute,
  text: string,
  values: readonly unknown[],
  rowsPerPage: number,
): AsyncGenerator<StatementResult['rows'], void> {
  await run(`DECLARE auditrail_pages NO SCROLL CURSOR FOR ${text}`, values);
  for (;;) {
    const { rows } = await run(`FETCH ${String(rowsPerPage)} FROM auditrail_pages`);
    if (rows.length > 0) yield rows;
    if (rows.length < rowsPerPage) return;
  }
}

function asFailureOfReading(error: AuditError): AuditError {
  return error.code === 'OUTCOME_UNKNOWN'
    ? new AuditError('STORE_UNAVAILABLE', 'The audit database did not answer', { cause: error.cause })
    : error;
}

async function execute(
  client: pg.PoolClient,
  text: string,
  values?: readonly unknown[],
  patienceMs?: number,
): Promise<StatementResult> {
  try {
    const config = {
      text,
      types,
      ...(values && { values: [...values] }),
      ...(patienceMs && { query_timeout: patienceMs }),
    };
    const { rows, rowCount } = await client.query<Record<string, string | null>>(config);
    return { rows, rowCount: rowCount ?? 0 };
  } catch (error) {
    throw statementFailure(error);
  }
}

function ignore(): undefined {
  return undefined;
}

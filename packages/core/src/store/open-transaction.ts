/** What a statement returned. Rows are keyed by column, every value as PostgreSQL's text or `null`. */
export interface StatementResult {
  readonly rows: readonly Readonly<Record<string, string | null>>[];
  readonly rowCount: number;
}

/** A database transaction that somebody else has opened and will end: events appended within it share its fate. */
export interface OpenTransaction {
  /** The database handle it belongs to (a Sequelize instance, a pool): stores compare databases once per handle. */
  readonly database: object;
  /**
   * Runs one statement with `$1` parameters on the transaction's connection.
   * MUST NOT parse values by type parsers that the application has set. Rejects with the driver's error.
   */
  execute(text: string, values: readonly unknown[]): Promise<StatementResult>;
  /**
   * As `execute`, for the last statement of an append: the COMMIT may follow before its answer is there. The statement
   * MUST fail unless it stores all that it was given; a store that cannot promise this uses `execute`.
   */
  executeLast?(text: string, values: readonly unknown[]): Promise<StatementResult>;
  /** Calls `publish` once, after a COMMIT that committed; never after a rollback. */
  onCommitted(publish: () => void): void;
}

import type { StatementResult } from '@auditrail/core';

/** What pg answers: the parts that Sequelize and a capture read. */
export interface DriverResult {
  rows: Record<string, unknown>[];
  fields: unknown[];
  rowCount: number | null;
  command: string;
}

/** pg answers with an array when the text held several statements. */
export type DriverAnswer = DriverResult | DriverResult[];

type Callback = (error: unknown, answer?: DriverAnswer) => void;

/** The part of pg's client that Sequelize uses to send statements. */
export interface DriverConnection {
  /** Whether statements are sent while others are still unanswered. Only pg 8.23 and later have it. */
  pipeline?: boolean;
  query(text: string, callback: Callback): unknown;
  query(text: string, values: readonly unknown[], callback: Callback): unknown;
  query(config: DriverQuery): Promise<DriverResult>;
}

/** A statement with its own reading of values. */
export interface DriverQuery {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly types: { getTypeParser(): (text: string) => string };
}

/** Runs one statement and reads every value as PostgreSQL's text. Rejects with the driver's error. */
export type Execute = (text: string, values: readonly unknown[]) => Promise<StatementResult>;

/** The SQLSTATE of PostgreSQL's error; nothing for an error that the driver made itself. */
export function sqlstateOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'severity' in error && 'code' in error ? error.code : undefined;
}

// An application may have changed how pg reads types, for every user of this copy of pg.
const asText = { getTypeParser: () => (text: string) => text };

/** Sends the capture's own statements: on the connection itself, past Sequelize's hooks and logging. */
export function executeOn(connection: DriverConnection): Execute {
  return async (text, values) => {
    const { rows, rowCount } = await connection.query({ text, values, types: asText });
    return { rows: rows as Record<string, string | null>[], rowCount: rowCount ?? 0 };
  };
}

/** Sends a statement of the application, read as the application has set it. */
export function sendOn(
  connection: DriverConnection,
  text: string,
  values: readonly unknown[] | undefined,
): Promise<DriverAnswer> {
  return new Promise((resolve, reject) => {
    const settle: Callback = (error, answer) => {
      // pg rejects with an Error; the answer is there whenever the error is not.
      if (error instanceof Error) reject(error);
      else resolve(answer as DriverAnswer);
    };
    if (values === undefined) connection.query(text, settle);
    else connection.query(text, values, settle);
  });
}

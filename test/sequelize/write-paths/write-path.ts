import type { Row, WriteWorld } from '../write-world.js';

/** One way of writing, from the rows of a write world. */
export interface WritePath {
  readonly name: string;
  readonly run: (world: WriteWorld) => Promise<unknown>;
  /** Where its tables are, if not in `public`; an event names the model only. */
  readonly schema?: string;
  /** Before PostgreSQL 18: some of it cannot be told; WRITE_NOT_CAPTURED is reported. */
  readonly isReportedBefore18?: true;
  /** On every version: WRITE_NOT_CAPTURED is reported. */
  readonly isReported?: true;
}

/** Calls a method that an association gave a row. */
export function callMixin(row: Row, method: string, ...given: readonly unknown[]): Promise<unknown> {
  const mixins = row as unknown as Readonly<Record<string, (...given: readonly unknown[]) => Promise<unknown>>>;
  return mixins[method]?.(...given) ?? Promise.reject(new Error(`no ${method}`));
}

export function reportedBefore18(path: WritePath): WritePath {
  return { ...path, isReportedBefore18: true };
}

import type { QueryOptions } from '../sequelize-internals.js';

/** A statement of the application on its way to the connection. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[] | undefined;
  readonly options: QueryOptions;
}

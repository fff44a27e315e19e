import type { ModelLike } from './model/model-facts.js';
import type { DriverConnection } from './session/connection.js';
import type { WriteAnnotation } from './write-annotation.js';

// The part of Sequelize 6 that its types leave out and a capture needs. It has been the same from 6.3 to 6.37.

/** A Sequelize transaction. */
export interface TransactionLike {
  readonly sequelize: object;
  readonly connection?: DriverConnection;
  readonly finished?: string;
  readonly _afterCommitHooks: unknown[];
}

/** The options that a statement runs with. */
export interface QueryOptions {
  readonly transaction?: TransactionLike | null;
  readonly model?: ModelLike;
  readonly audit?: WriteAnnotation;
}

/** Sequelize's statement: made anew for each one that is sent, also for each retry. */
export interface SequelizeQuery {
  connection: DriverConnection;
  readonly options: QueryOptions;
  run(sql: string, values?: readonly unknown[]): Promise<unknown>;
  formatError(error: unknown, stack?: string): unknown;
}

export type SequelizeQueryClass = new (
  connection: DriverConnection,
  sequelize: object,
  options: QueryOptions,
) => SequelizeQuery;

/** The namespace that `Sequelize.useCLS` was given. */
export interface ClsNamespace {
  get(key: string): unknown;
}

/** A Sequelize instance as a capture sees it. */
export interface SequelizeLike {
  readonly dialect: { Query: SequelizeQueryClass };
  readonly models: Readonly<Record<string, ModelLike>>;
  getDialect(): string;
}

import { AuditError, type AuditRecorder, type EnlistingTransaction } from '@auditrail/core';
import { ResultAsync } from 'neverthrow';
import type { Sequelize } from 'sequelize';
import { auditedQuery } from './audited-query.js';
import { checkAuditHooksOptions, type AuditHooksOptions } from './audit-hooks-options.js';
import type { Coverage } from './coverage.js';
import { checkCapture } from './self-check.js';
import { WriteCapture } from './capture/write-capture.js';
import type { ClsNamespace, SequelizeLike, TransactionLike } from './sequelize-internals.js';
import type { DriverConnection } from './session/connection.js';
import { ConnectionSession } from './session/connection-session.js';

const registered = new WeakSet();

function refuse(problem: string): never {
  throw new AuditError('OPTIONS_INVALID', `registerAuditHooks: ${problem}`);
}

function isTransaction(value: unknown): value is TransactionLike {
  return typeof value === 'object' && value !== null && '_afterCommitHooks' in value;
}

/** The transaction that Sequelize itself would give a statement called here. */
function currentTransaction(sequelize: Sequelize): unknown {
  const namespace = (sequelize.constructor as { readonly _cls?: ClsNamespace })._cls;
  return namespace?.get('transaction');
}

/** What a registration gives: to look at, and to check before the application starts. */
export interface AuditHooks {
  /** What is captured, what is not, and what has been met of either so far. */
  coverage(): Coverage;
  /**
   * Shows, by writing to a temporary table in a transaction that is rolled back, that this Sequelize still passes its
   * writes through the capture. Fails with CAPTURE_BROKEN. Needs a free connection and the right to make such a table.
   */
  selfCheck(): ResultAsync<void, AuditError>;
}

/**
 * Records every INSERT, UPDATE and DELETE of a Sequelize instance as an event, in the transaction of the change.
 *
 * Works below hooks, at the statements that Sequelize sends, so `hooks: false` and raw SQL are recorded too. Throws
 * OPTIONS_INVALID for wrong options, another dialect than postgres, and an instance that is registered already.
 */
export function registerAuditHooks(
  sequelize: Sequelize,
  audit: AuditRecorder,
  options: AuditHooksOptions = {},
): AuditHooks {
  checkAuditHooksOptions(options, audit.canHash);
  const internals = sequelize as unknown as SequelizeLike;
  if (sequelize.getDialect() !== 'postgres') refuse(`the dialect ${sequelize.getDialect()} is not supported`);
  if (registered.has(sequelize)) refuse('this Sequelize instance is registered already');
  registered.add(sequelize);

  const capture = new WriteCapture(internals, audit, options);
  const sessions = new WeakMap<DriverConnection, ConnectionSession>();
  const sessionOf = (connection: DriverConnection): ConnectionSession => {
    const session = sessions.get(connection) ?? new ConnectionSession(connection, capture, audit, sequelize);
    sessions.set(connection, session);
    return session;
  };
  internals.dialect.Query = auditedQuery(internals.dialect.Query, sessionOf);
  audit.resolveTransactionsWith((given = currentTransaction(sequelize) as object | undefined) =>
    enlistingTransaction(given, sequelize, sessionOf),
  );
  return {
    coverage: () => capture.coverage.describe(Object.values(internals.models), options.models ?? {}),
    selfCheck: () =>
      ResultAsync.fromPromise(checkCapture(sequelize, sessionOf), (error) => {
        const failure = error as AuditError;
        audit.report(failure);
        return failure;
      }),
  };
}

function enlistingTransaction(
  transaction: unknown,
  sequelize: Sequelize,
  sessionOf: (connection: DriverConnection) => ConnectionSession,
): EnlistingTransaction | undefined {
  if (!isTransaction(transaction) || transaction.sequelize !== sequelize) return undefined;
  const { connection, finished } = transaction;
  if (connection === undefined || finished !== undefined) return undefined;
  const session = sessionOf(connection);
  return session.isInTransaction ? { enlist: (event) => session.enlist(event) } : undefined;
}

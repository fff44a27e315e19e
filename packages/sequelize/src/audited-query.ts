import { CaptureFailure } from './capture/capture-failure.js';
import type { QueryOptions, SequelizeQueryClass } from './sequelize-internals.js';
import type { DriverAnswer, DriverConnection } from './session/connection.js';
import type { ConnectionSession } from './session/connection-session.js';
import { isPlainReading } from './statement/read-statement.js';

/** Gives a connection its session: always the same one. */
export type SessionOf = (connection: DriverConnection) => ConnectionSession;

type Settle = (error: unknown, answer?: DriverAnswer) => void;

/** The connection as Sequelize's query sees it: what it sends goes through the session. */
function throughSession(
  connection: DriverConnection,
  session: ConnectionSession,
  options: QueryOptions,
): DriverConnection {
  const query = (text: string, valuesOrSettle: readonly unknown[] | Settle, settle?: Settle): void => {
    const [values, done] =
      typeof valuesOrSettle === 'function' ? [undefined, valuesOrSettle] : [valuesOrSettle, settle as Settle];
    session.send({ text, values, options }).then((answer) => done(null, answer), done);
  };
  return new Proxy(connection, {
    get: (target, property): unknown => (property === 'query' ? query : Reflect.get(target, property)),
  });
}

/** Extends Sequelize's query, so that every statement passes the session of its connection. */
export function auditedQuery(Query: SequelizeQueryClass, sessionOf: SessionOf): SequelizeQueryClass {
  return class AuditedQuery extends Query {
    override run(sql: string, values?: readonly unknown[]): Promise<unknown> {
      const session = sessionOf(this.connection);
      const isFree = !session.isInTransaction && !this.options.transaction;
      if (!isFree || !isPlainReading(sql)) this.connection = throughSession(this.connection, session, this.options);
      return super.run(sql, values);
    }

    override formatError(error: unknown, stack?: string): unknown {
      return error instanceof CaptureFailure ? error.auditError : super.formatError(error, stack);
    }
  };
}

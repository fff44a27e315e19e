import type { ConnectionOptions } from 'node:tls';

/** A PostgreSQL server and a role there; what is left out comes from the PG* environment variables, as in `pg`. */
export interface PostgresConnection {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | (() => string | Promise<string>) | undefined;
  readonly database?: string | undefined;
  readonly ssl?: boolean | ConnectionOptions | undefined;
}

/** How a PostgresAuditStore connects and how much it takes. */
export interface PostgresAuditStoreOptions {
  /** `postgres://…`; not together with `connection`. */
  readonly connectionString?: string | undefined;
  readonly connection?: PostgresConnection | undefined;
  /** Default `auditrail`. At most 63 bytes, without `$`. */
  readonly schema?: string | undefined;
  /** Connections of the store's own, at least 2: up to two write, the others read. Default 3. */
  readonly maxConnections?: number | undefined;
  /** Default 5,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Default 10,000; 0 sets none, which PgBouncer needs unless its `ignore_startup_parameters` names it. */
  readonly statementTimeoutMs?: number | undefined;
  /** Events that may wait for a batch before new ones fail with STORE_OVERLOADED. Default 10,000. */
  readonly maxWaiting?: number | undefined;
  /** How long `close()` waits for events under way before it gives them up. Default 10,000. */
  readonly closeTimeoutMs?: number | undefined;
}

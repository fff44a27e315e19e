import { AuditError } from '@auditrail/core';
import type { PostgresAuditStoreOptions, PostgresConnection } from './postgres-audit-store-options.js';
import { quoteSchemaName, type SchemaName } from './schema/schema-name.js';

/** The options, checked and complete. */
export interface ParsedOptions {
  readonly connection: PostgresConnection & { readonly connectionString?: string };
  readonly schema: SchemaName;
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly maxWaiting: number;
  readonly closeTimeoutMs: number;
}

const numberOptions = {
  maxConnections: { byDefault: 3, least: 2, most: 100 },
  connectTimeoutMs: { byDefault: 5_000, least: 1, most: 600_000 },
  statementTimeoutMs: { byDefault: 10_000, least: 0, most: 600_000 },
  maxWaiting: { byDefault: 10_000, least: 1, most: 10_000_000 },
  closeTimeoutMs: { byDefault: 10_000, least: 0, most: 600_000 },
} as const;

const optionNames: readonly string[] = ['connectionString', 'connection', 'schema', ...Object.keys(numberOptions)];
const connectionNames: readonly string[] = ['host', 'port', 'user', 'password', 'database', 'ssl'];

/** Checks a store's options; throws OPTIONS_INVALID naming the option, never its value. */
export function parseOptions(options: PostgresAuditStoreOptions): ParsedOptions {
  refuseUnknownNames(options, optionNames, 'option');
  return {
    connection: parseConnection(options),
    schema: parseSchema(options.schema),
    maxConnections: parseNumber(options, 'maxConnections'),
    connectTimeoutMs: parseNumber(options, 'connectTimeoutMs'),
    statementTimeoutMs: parseNumber(options, 'statementTimeoutMs'),
    maxWaiting: parseNumber(options, 'maxWaiting'),
    closeTimeoutMs: parseNumber(options, 'closeTimeoutMs'),
  };
}

function parseConnection({ connectionString, connection }: PostgresAuditStoreOptions): ParsedOptions['connection'] {
  if (connectionString !== undefined && connection !== undefined) {
    throw new AuditError('OPTIONS_INVALID', 'connectionString and connection exclude each other');
  }
  if (connectionString !== undefined) {
    if (typeof connectionString !== 'string' || connectionString === '') {
      throw new AuditError('OPTIONS_INVALID', 'connectionString must be a non-empty string');
    }
    return { connectionString };
  }
  if (connection === undefined) {
    return {};
  }
  refuseUnknownNames(connection, connectionNames, 'connection option');
  return connection;
}

function parseSchema(name: unknown = 'auditrail'): SchemaName {
  if (typeof name !== 'string') {
    throw new AuditError('OPTIONS_INVALID', 'schema must be a string');
  }
  return quoteSchemaName(name);
}

function parseNumber(options: PostgresAuditStoreOptions, name: keyof typeof numberOptions): number {
  const { byDefault, least, most } = numberOptions[name];
  const value = options[name] ?? byDefault;
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new AuditError('OPTIONS_INVALID', `${name} must be an integer from ${String(least)} to ${String(most)}`);
  }
  return value;
}

function refuseUnknownNames(value: unknown, known: readonly string[], what: string): void {
  if (typeof value !== 'object' || value === null) {
    throw new AuditError('OPTIONS_INVALID', `the ${what}s must be an object`);
  }
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new AuditError('OPTIONS_INVALID', `unknown ${what}: ${unknown}`);
  }
}

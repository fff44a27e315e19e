import { AuditError, type AuditErrorCode } from '@auditrail/core';

/** What a driver's error says by code: a SQLSTATE, or nothing where the server did not answer. */
export function sqlState(error: unknown): string | undefined {
  const code = field(error, 'code');
  // Every SQLSTATE has a digit; the errno names of five letters (EPIPE) have none.
  return code !== undefined && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The failure of a statement that was sent. OUTCOME_UNKNOWN: the server may have carried it out all the same. */
export function statementFailure(error: unknown): AuditError {
  const state = sqlState(error);
  const code = state === undefined ? 'OUTCOME_UNKNOWN' : codeOf(state);
  return new AuditError(code, messages[code] ?? 'The database refused the statement', { cause: withoutValues(error) });
}

/** The failure to get a connection: nothing was sent. */
export function connectFailure(error: unknown): AuditError {
  const code = field(error, 'code');
  // Node's error for several refused addresses has a code, but an empty message.
  const reason = [field(error, 'message'), code, 'no reason given'].find((text) => text !== undefined && text !== '');
  const cause = Object.assign(new Error(reason), code !== undefined && { code });
  return new AuditError('STORE_UNAVAILABLE', 'No connection to the audit database', { cause });
}

function codeOf(state: string): AuditErrorCode {
  const exact = codesByState[state];
  return exact ?? codesByClass[state.slice(0, 2)] ?? 'STORE_UNAVAILABLE';
}

const codesByState: { readonly [state: string]: AuditErrorCode } = {
  TR002: 'STORE_REJECTED', // another body under a stored id
  TR003: 'STORE_REJECTED', // fewer events stored than given, within a transaction
  TR004: 'RETENTION_REFUSED', // a month that must not be dropped, or an archive that is not what is there
  TR005: 'OPTIONS_INVALID', // names of roles that do not fit together
  '42501': 'STORE_FORBIDDEN', // insufficient_privilege
  '57014': 'STORE_TIMEOUT', // query_canceled: statement_timeout
  '55006': 'STORE_TIMEOUT', // object_in_use: the log, when it must be changed
  '55P03': 'STORE_TIMEOUT', // lock_not_available: lock_timeout
  '42P01': 'SCHEMA_MISSING', // undefined_table
  '3F000': 'SCHEMA_MISSING', // invalid_schema_name
  '42703': 'SCHEMA_INCOMPATIBLE', // undefined_column
  '42883': 'SCHEMA_INCOMPATIBLE', // undefined_function
  '25P02': 'TRANSACTION_ROLLED_BACK', // in_failed_sql_transaction
  '57P01': 'OUTCOME_UNKNOWN', // admin_shutdown
  '57P02': 'OUTCOME_UNKNOWN', // crash_shutdown
};

const codesByClass: { readonly [stateClass: string]: AuditErrorCode } = {
  '08': 'OUTCOME_UNKNOWN', // connection_exception
  '22': 'STORE_REJECTED', // data_exception
  '23': 'STORE_REJECTED', // integrity_constraint_violation
  '40': 'TRANSACTION_ROLLED_BACK', // serialization_failure, deadlock_detected
  '54': 'STORE_REJECTED', // program_limit_exceeded
};

const messages: { readonly [Code in AuditErrorCode]?: string } = {
  OUTCOME_UNKNOWN: 'The connection to the audit database was lost before it answered',
  RETENTION_REFUSED: 'Retention refuses the change',
  SCHEMA_INCOMPATIBLE: 'The audit schema is not one that this version works with; run store.migrate()',
  SCHEMA_MISSING: 'The audit schema is missing; run store.migrate()',
  OPTIONS_INVALID: 'The options do not fit together',
  STORE_FORBIDDEN: 'The role of the connection lacks a right',
  STORE_REJECTED: 'The database rejected the events',
  STORE_TIMEOUT: 'The audit database took too long',
  STORE_UNAVAILABLE: 'The audit database refused the statement',
  TRANSACTION_ROLLED_BACK: 'The transaction was rolled back by the database',
};

// The driver's message, detail and context quote the row that failed: names only may go on.
function withoutValues(error: unknown): Error {
  const names = ['code', 'severity', 'schema', 'table', 'column', 'constraint', 'dataType', 'routine'];
  const kept = names.flatMap((name) => {
    const text = field(error, name);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.assign(new Error(kept.map(([name, text]) => `${name} ${text}`).join(', ')), Object.fromEntries(kept));
}

function field(error: unknown, name: string): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

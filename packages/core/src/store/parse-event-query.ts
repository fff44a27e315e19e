import { err, ok, type Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import { fitIdentifier } from '../event/envelope-text.js';
import { wellFormedText } from '../json/well-formed-text.js';
import type { EventConditions, EventQuery } from './event-query.js';
import { parseCursor } from './page-cursor.js';

const defaultLimit = 100;
const largestLimit = 1000;

type Fields = Readonly<Record<string, unknown>>;

/** Thrown within this file only: one place turns it into a result. */
class Refusal extends Error {}

function oneOf(...known: readonly string[]) {
  return (value: unknown, name: string): string => {
    if (typeof value === 'string' && known.includes(value)) return value;
    throw new Refusal(`${name} is none of ${known.join(', ')}`);
  };
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return wellFormedText(value);
  throw new Refusal(`${name} is not a non-empty text`);
}

/** Asks for an identifier as it was stored: as text, a long one shortened in the same way. */
function id(value: unknown, name: string): string {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  if (typeof value === 'string' && value !== '') return fitIdentifier(value);
  throw new Refusal(`${name} is neither text, a number nor a bigint`);
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function time(value: unknown, name: string): string {
  const date =
    value instanceof Date ? value : typeof value === 'string' && rfc3339.test(value) ? new Date(value) : undefined;
  const year = date?.getUTCFullYear() ?? NaN;
  if (date !== undefined && year >= 1 && year <= 9999) return date.toISOString();
  throw new Refusal(`${name} is neither a valid Date nor an RFC 3339 time such as 2026-01-31T00:00:00Z`);
}

function wholeNumber(value: unknown, name: string, least: number, most: number): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new Refusal(`${name} is not a whole number from ${String(least)} to ${String(most)}`);
}

const actorType = oneOf('user', 'service', 'system', 'anonymous', 'unknown');
const outcome = oneOf('attempted', 'success', 'failure', 'denied');
const source = oneOf('http', 'sequelize', 'trigger', 'application');

function action(value: unknown): Fields {
  const name = text(value, 'action');
  if (!name.endsWith('.*')) return { action: name };
  return name === '.*' ? {} : { actionPrefix: name.slice(0, -1) };
}

/** The reading of each field of a filter: what it adds to the conditions. */
const readings: Readonly<Record<string, (value: unknown) => Fields>> = {
  actor: (value) => pick(value, 'actor', { type: ['actorType', actorType], id: ['actorId', id] }),
  resource: (value) => pick(value, 'resource', { type: ['resourceType', text], id: ['resourceId', id] }),
  subject: (value) => pick(value, 'subject', { type: ['subjectType', text], id: ['subjectId', id] }),
  action,
  outcome: (value) => ({ outcome: outcome(value, 'outcome') }),
  tenant: (value) => ({ tenant: id(value, 'tenant') }),
  requestId: (value) => ({ requestId: text(value, 'requestId') }),
  source: (value) => ({ source: source(value, 'source') }),
  from: (value) => ({ from: time(value, 'from') }),
  to: (value) => ({ to: time(value, 'to') }),
};

const pageFields: readonly string[] = ['limit', 'offset', 'cursor'];

function pick(
  value: unknown,
  name: string,
  parts: Readonly<Record<string, readonly [condition: string, read: (value: unknown, name: string) => string]>>,
): Fields {
  if (typeof value !== 'object' || value === null) throw new Refusal(`${name} is not an object`);
  const conditions: Record<string, string> = {};
  for (const [key, part] of Object.entries(value)) {
    const known = Object.hasOwn(parts, key) ? parts[key] : undefined;
    if (known === undefined) throw new Refusal(`there is no filter "${name}.${key.slice(0, 64)}"`);
    if (part !== undefined) conditions[known[0]] = known[1](part, `${name}.${key}`);
  }
  return conditions;
}

function readFilter(filter: Fields): Result<EventQuery, AuditError> {
  const conditions: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(filter)) {
    if (!Object.hasOwn(readings, name) && !pageFields.includes(name))
      throw new Refusal(`there is no filter "${name.slice(0, 64)}"`);
    if (value !== undefined) Object.assign(conditions, readings[name]?.(value));
  }
  const { limit = defaultLimit, offset = 0, cursor } = filter;
  const query = {
    conditions: conditions as EventConditions,
    limit: wholeNumber(limit, 'limit', 1, largestLimit),
    offset: wholeNumber(offset, 'offset', 0, Number.MAX_SAFE_INTEGER),
  };
  if (cursor === undefined) return ok(query);
  if (offset !== 0) throw new Refusal('offset and cursor exclude each other');
  return parseCursor(text(cursor, 'cursor'), query.conditions).map((after) => ({ ...query, after }));
}

/** Checks a filter. Fails with QUERY_INVALID, naming what is wrong, or with CURSOR_INVALID. */
export function parseEventQuery(filter: unknown): Result<EventQuery, AuditError> {
  try {
    if (typeof filter !== 'object' || filter === null) throw new Refusal('the filter is not an object');
    return readFilter(filter as Fields);
  } catch (refusal) {
    const problem = refusal instanceof Refusal ? refusal.message : 'the filter could not be read';
    return err(new AuditError('QUERY_INVALID', `Query: ${problem}`));
  }
}

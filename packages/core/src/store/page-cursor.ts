import { createHash } from 'node:crypto';
import { err, ok, type Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import { canonicalJson } from '../json/canonical-json.js';
import type { JsonObject } from '../json/json-value.js';
import type { EventConditions, PagePosition } from './event-query.js';

const version = 1;

/** Ties a cursor to its filter: going on under another one would skip or repeat events unnoticed. */
function digestOf(conditions: EventConditions): string {
  return createHash('sha256')
    .update(canonicalJson(conditions as JsonObject))
    .digest('base64url')
    .slice(0, 16);
}

/** Names where a page ended, as opaque text. It holds no data of events but one id and time. */
export function createCursor(
  query: { readonly conditions: EventConditions },
  { occurredAt, id }: PagePosition,
): string {
  return Buffer.from(JSON.stringify([version, digestOf(query.conditions), occurredAt, id])).toString('base64url');
}

/** Whether it is a time as events have it, of a day that exists. */
function isTime(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value)) return false;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString() === value;
}

/** Reads a cursor. Fails with CURSOR_INVALID when it is not one, or was made under other conditions. */
export function parseCursor(cursor: string, conditions: EventConditions): Result<PagePosition, AuditError> {
  const invalid = (problem: string) => err(new AuditError('CURSOR_INVALID', problem));
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return invalid('The cursor is not one that a page came with');
  }
  if (!Array.isArray(parts) || parts.length !== 4 || parts[0] !== version) {
    return invalid('The cursor is not one that a page came with');
  }
  const [, digest, occurredAt, id] = parts as unknown[];
  if (digest !== digestOf(conditions)) return invalid('The cursor belongs to a page with another filter');
  const isId = typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
  return isTime(occurredAt) && isId ? ok({ occurredAt, id }) : invalid('The cursor has been changed');
}

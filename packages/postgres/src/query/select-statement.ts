import type { EventConditions, EventQuery } from '@auditrail/core';
import type { SchemaName } from '../schema/schema-name.js';
import { writeConditions } from './event-conditions.js';
import { utcText } from './utc-text.js';

export interface SelectStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Builds the reading of one page, newest first, with one event more than the page holds, if there is one. */
export function buildSelectStatement(schema: SchemaName, query: EventQuery): SelectStatement {
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${String(values.push(value))}`;
  const conditions = [...writeConditions(query.conditions, place)];
  if (query.after !== undefined) {
    const [occurredAt, id] = [place(query.after.occurredAt), place(query.after.id)];
    // Partitions are pruned by the first condition only.
    conditions.push(`occurred_at <= ${occurredAt}`, `(occurred_at, id) < (${occurredAt}::timestamptz, ${id}::uuid)`);
  }
  const text = `${selectEvents(schema, conditions)}
ORDER BY event.occurred_at DESC, id DESC
LIMIT ${place(query.limit + 1)} OFFSET ${place(query.offset)}`;
  return { text, values };
}

/** Builds the reading of every event that meets the conditions, oldest first. */
export function buildStreamStatement(schema: SchemaName, conditions: EventConditions): SelectStatement {
  const values: unknown[] = [];
  const written = writeConditions(conditions, (value) => `$${String(values.push(value))}`);
  return { text: `${selectEvents(schema, written)}\nORDER BY event.occurred_at, id`, values };
}

function selectEvents(schema: SchemaName, conditions: readonly string[]): string {
  return `SELECT ${utcText('event.occurred_at', 'MS')} AS occurred_at, id, body, ${utcText('recorded_at', 'US')} AS recorded_at,
  db_role, CASE WHEN transactional THEN tx END AS transaction_id
FROM ${schema.identifier}.stored_event AS event
WHERE ${conditions.length > 0 ? conditions.join(' AND ') : 'true'}`;
}

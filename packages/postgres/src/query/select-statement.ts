import type { EventConditions, EventQuery } from '@auditrail/core';
import type { SchemaName } from '../schema/schema-name.js';
import { utcText } from './utc-text.js';

export interface SelectStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const columns: { readonly [Condition in keyof Required<EventConditions>]: string } = {
  actorType: 'actor_type =',
  actorId: 'actor_id =',
  action: 'action =',
  // Written as a range of the "C" collation, which the index on action serves.
  actionPrefix: 'action >=',
  resourceType: 'resource_type =',
  resourceId: 'resource_id =',
  subjectType: 'subject_type =',
  subjectId: 'subject_id =',
  outcome: 'outcome =',
  tenant: 'tenant =',
  requestId: 'request_id =',
  source: 'source =',
  from: 'occurred_at >=',
  to: 'occurred_at <=',
};

/** Builds the reading of one page, newest first, with one event more than the page holds, if there is one. */
export function buildSelectStatement(schema: SchemaName, query: EventQuery): SelectStatement {
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${String(values.push(value))}`;
  const conditions = (Object.keys(columns) as (keyof EventConditions)[]).flatMap((name) => {
    const value = query.conditions[name];
    return value === undefined ? [] : [`${columns[name]} ${place(value)}`];
  });
  const { actionPrefix } = query.conditions;
  if (actionPrefix !== undefined) {
    conditions.push(`action < ${place(afterPrefix(actionPrefix))}`);
  }
  if (query.after !== undefined) {
    const [occurredAt, id] = [place(query.after.occurredAt), place(query.after.id)];
    // Partitions are pruned by the first condition only.
    conditions.push(`occurred_at <= ${occurredAt}`, `(occurred_at, id) < (${occurredAt}::timestamptz, ${id}::uuid)`);
  }
  const text = `SELECT ${utcText('event.occurred_at', 'MS')} AS occurred_at, id, body, ${utcText('recorded_at', 'US')} AS recorded_at,
  db_role, CASE WHEN transactional THEN tx END AS transaction_id
FROM ${schema.identifier}.stored_event AS event
WHERE ${conditions.length > 0 ? conditions.join(' AND ') : 'true'}
ORDER BY event.occurred_at DESC, id DESC
LIMIT ${place(query.limit + 1)} OFFSET ${place(query.offset)}`;
  return { text, values };
}

/** The smallest text after every text that starts with a prefix: its last byte, a dot, becomes the next one. */
function afterPrefix(prefix: string): string {
  return `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
}

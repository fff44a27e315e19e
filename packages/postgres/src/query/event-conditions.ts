import type { EventConditions } from '@auditrail/core';

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

/** Writes each condition as SQL; `place` takes a value and returns its parameter. */
export function writeConditions(conditions: EventConditions, place: (value: unknown) => string): readonly string[] {
  const written = (Object.keys(columns) as (keyof EventConditions)[]).flatMap((name) => {
    const value = conditions[name];
    return value === undefined ? [] : [`${columns[name]} ${place(value)}`];
  });
  const { actionPrefix } = conditions;
  return actionPrefix === undefined ? written : [...written, `action < ${place(afterPrefix(actionPrefix))}`];
}

/** The smallest text after every text that starts with a prefix: its last byte, a dot, becomes the next one. */
function afterPrefix(prefix: string): string {
  return `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
}

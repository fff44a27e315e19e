import { randomUUID } from 'node:crypto';

/** An event as a plain insert writes it: the columns that the store derives, made in the process. */
export type EventRow = readonly [
  occurredAt: string,
  id: string,
  body: string,
  actorType: string,
  actorId: string,
  action: string,
  outcome: string,
  resourceType: string,
  resourceId: string,
  source: string,
];

export const eventColumns =
  'occurred_at, id, body, actor_type, actor_id, action, outcome, resource_type, resource_id, source, transactional';

/** What `record()` is called with; the plain inserts write the same event. */
export const recorded = {
  action: 'user.login',
  outcome: 'success',
  resource: { type: 'session', id: 's-42' },
} as const;
export const actor = { type: 'user', id: 'u-1' } as const;

export function makeEventRow(): EventRow {
  const id = randomUUID();
  const occurredAt = new Date().toISOString();
  const { action, outcome, resource } = recorded;
  const source = 'application';
  const body = JSON.stringify({ action, actor, id, occurredAt, outcome, resource, source, v: 1 });
  return [occurredAt, id, body, actor.type, actor.id, action, outcome, resource.type, resource.id, source];
}

import type { AuditEvent } from '../event/audit-event.js';
import type { EventConditions } from './event-query.js';

/** Whether an event meets every condition: what a store's query means, in plain code. */
export function matchesConditions(event: AuditEvent, conditions: EventConditions): boolean {
  const { actor, resource, subject, request } = event;
  const equal: readonly (readonly [wanted: string | undefined, found: string | undefined])[] = [
    [conditions.actorType, actor.type],
    [conditions.actorId, actor.id],
    [conditions.action, event.action],
    [conditions.resourceType, resource.type],
    [conditions.resourceId, resource.id],
    [conditions.subjectType, subject?.type],
    [conditions.subjectId, subject?.id],
    [conditions.outcome, event.outcome],
    [conditions.tenant, event.tenant],
    [conditions.requestId, request?.id],
    [conditions.source, event.source],
  ];
  return (
    equal.every(([wanted, found]) => wanted === undefined || wanted === found) &&
    (conditions.actionPrefix === undefined || event.action.startsWith(conditions.actionPrefix)) &&
    (conditions.from === undefined || event.occurredAt >= conditions.from) &&
    (conditions.to === undefined || event.occurredAt <= conditions.to)
  );
}

import { eventBody } from '@auditrail/core';
import type { AuditDatabase } from '../audit-database.js';
import { sampleEvent } from '../sample-event.js';

/** Stores an event as if the database's clock had stood at a time, and returns its id; only a superuser can. */
export async function plantEvent(database: AuditDatabase, occurredAt: string): Promise<string> {
  const event = sampleEvent({ occurredAt });
  await database.sql(
    `INSERT INTO auditrail.event
       (occurred_at, id, body, actor_type, actor_id, action, outcome, resource_type, resource_id, source, transactional,
        recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false, $1)`,
    [
      occurredAt,
      event.id,
      eventBody(event),
      event.actor.type,
      event.actor.id,
      event.action,
      event.outcome,
      event.resource.type,
      event.resource.id,
      event.source,
    ],
  );
  return event.id;
}

/** Makes a month of the past, `YYYY-MM`, with events in the hours of its 28th day, and returns their ids. */
export async function plantMonth(database: AuditDatabase, month: string, events: number): Promise<readonly string[]> {
  await database.sql('SELECT auditrail.create_partition($1)', [`${month}-01`]);
  const ids: string[] = [];
  for (let index = 0; index < events; index += 1) {
    const hour = String(index % 24).padStart(2, '0');
    ids.push(await plantEvent(database, `${month}-28T${hour}:59:59.999Z`));
  }
  return ids;
}

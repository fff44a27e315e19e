import { err, ok, type Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import type { EventMoment } from './event-clock.js';

const uuidv7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether it is a time as events have it, of a day that exists. */
function isTime(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value)) return false;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString() === value;
}

/** Checks what a clock says and keeps nothing else of it. Fails with EVENT_INVALID, naming what is wrong. */
export function parseEventMoment(value: unknown): Result<EventMoment, AuditError> {
  const { id, occurredAt } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !uuidv7.test(id)) {
    return err(new AuditError('EVENT_INVALID', "The clock's id is not a UUIDv7 in lower case"));
  }
  if (!isTime(occurredAt)) {
    return err(
      new AuditError('EVENT_INVALID', "The clock's occurredAt is not a time such as 2026-01-31T00:00:00.000Z"),
    );
  }
  return ok({ id, occurredAt });
}

import { createHash } from 'node:crypto';
import {
  AuditError,
  canonicalJson,
  eventVersion,
  parseEvent,
  type Actor,
  type ActorIdentity,
  type AuditEvent,
  type JsonObject,
  type JsonValue,
  type RequestFacts,
  type Resource,
  type Subject,
} from '@auditrail/core';
import { eventIdAt } from './event-id.js';

/** Each field as it is or left out; `undefined` removes a default. */
type Parts<Shape> = { readonly [Field in keyof Shape]?: Shape[Field] | undefined };

/** What `buildEvent` changes: parties, resource, subject and request field by field, everything else whole. */
export interface EventOverrides extends Parts<Omit<AuditEvent, 'actor' | 'resource' | 'subject' | 'request'>> {
  readonly actor?: (Parts<Omit<Actor, 'onBehalfOf'>> & { readonly onBehalfOf?: ActorIdentity | undefined }) | undefined;
  readonly resource?: Parts<Resource> | undefined;
  readonly subject?: Parts<Subject> | undefined;
  readonly request?: Parts<RequestFacts> | undefined;
}

const defaults = {
  v: eventVersion,
  occurredAt: '2026-01-01T00:00:00.000Z',
  actor: { type: 'user', id: 'user-1' },
  action: 'invoice.update',
  outcome: 'success',
  resource: { type: 'invoice', id: 'invoice-1' },
  source: 'application',
} as const satisfies Omit<AuditEvent, 'id'>;

/** Completes a part of an event that has none by default, once it is named. */
const partDefaults = {
  subject: { type: 'customer', id: 'customer-1' },
  request: { id: 'request-1', method: 'POST' },
} as const satisfies Pick<AuditEvent, 'subject' | 'request'>;

/**
 * Builds a valid event: a success of user-1 on invoice-1, with overrides.
 *
 * The same overrides give the same event; unless one is given, its id follows from time and content, so other overrides
 * give another id. For ids that rise spread a clock: `buildEvent({ ...clock(), action })`.
 * Throws EVENT_INVALID when the overrides make no valid event of it.
 */
export function buildEvent(overrides: EventOverrides = {}): AuditEvent {
  const { actor = {}, resource = {}, subject, request } = overrides;
  const parts = withoutUndefined({
    ...defaults,
    ...overrides,
    actor: withoutUndefined({ ...defaults.actor, ...actor }),
    resource: withoutUndefined({ ...defaults.resource, ...resource }),
    ...(subject && { subject: withoutUndefined({ ...partDefaults.subject, ...subject }) }),
    ...(request && { request: withoutUndefined({ ...partDefaults.request, ...request }) }),
  });
  const event = parseEvent({ ...parts, id: overrides.id ?? idOf(parts) });
  if (event.isErr()) throw event.error;
  return Object.freeze(event.value);
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}

function idOf(parts: Readonly<Record<string, JsonValue>>): string {
  const { occurredAt } = parts;
  const time = new Date(typeof occurredAt === 'string' ? occurredAt : NaN);
  if (Number.isNaN(time.getTime())) throw new AuditError('EVENT_INVALID', 'The event has a wrong occurredAt');
  const digest = createHash('sha256').update(canonicalJson(parts)).digest('hex');
  return eventIdAt(time, digest.slice(0, 12));
}

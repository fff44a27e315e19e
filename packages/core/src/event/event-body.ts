import { canonicalJson } from '../json/canonical-json.js';
import type { JsonValue } from '../json/json-value.js';
import type { AuditEvent } from './audit-event.js';

const bodies = new WeakMap<AuditEvent, string>();

/**
 * The event as it is stored and proved: its canonical JSON (RFC 8785).
 *
 * Made once for a frozen event; an event that may still change is serialised at each call.
 */
export function eventBody(event: AuditEvent): string {
  const known = bodies.get(event);
  if (known !== undefined) return known;
  const body = canonicalJson(event as unknown as JsonValue);
  if (Object.isFrozen(event)) bodies.set(event, body);
  return body;
}

import { err, ok, type Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import { eventVersion, type AuditEvent, type Redaction } from './audit-event.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const oneOf =
  (...known: readonly string[]): Check =>
  (value) =>
    known.includes(value as string);
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const shape =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(required).every(([key, check]) => check((value as Record<string, unknown>)[key])) &&
    Object.entries(optional).every(
      ([key, check]) => !Object.hasOwn(value as object, key) || check((value as Record<string, unknown>)[key]),
    );

const valuesOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value as object).every(check);

const identity = {
  required: { type: oneOf('user', 'service', 'system', 'anonymous', 'unknown') },
  optional: { id: isText, name: isText },
};

const required: Readonly<Record<string, Check>> = {
  v: (value) => value === eventVersion,
  id: matching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  occurredAt: matching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  actor: shape(identity.required, { ...identity.optional, onBehalfOf: shape(identity.required, identity.optional) }),
  action: isText,
  outcome: oneOf('attempted', 'success', 'failure', 'denied'),
  resource: shape({ type: isText }, { id: isText, name: isText, parent: shape({ type: isText }, { id: isText }) }),
  source: oneOf('http', 'sequelize', 'trigger', 'application'),
};

const redactions = [
  'drop',
  'mask',
  'hash',
  'named-value',
  'card-number',
  'token',
  'private-key',
  'credentials',
  'unscanned',
  'failed',
] satisfies readonly Redaction[];

const optional: Readonly<Record<string, Check>> = {
  subject: shape({ type: isText, id: isText }),
  reason: isText,
  tenant: isText,
  changes: valuesOf(isObject),
  redactions: valuesOf(oneOf(...redactions)),
  request: shape(
    { id: isText, method: isText },
    {
      externalId: isText,
      traceId: isText,
      ip: isText,
      peerIp: isText,
      userAgent: isText,
      route: isText,
      sessionDigest: isText,
    },
  ),
  causedBy: isText,
};

/** Checks that a value read from a log has the shape of an event. Fails with EVENT_INVALID, naming the fields. */
export function parseEvent(value: unknown): Result<AuditEvent, AuditError> {
  if (!isObject(value)) return err(new AuditError('EVENT_INVALID', 'The event is not an object'));
  const event = value as Record<string, unknown>;
  const wrong = [
    ...Object.keys(required).filter((key) => !required[key]?.(event[key])),
    ...Object.keys(optional).filter((key) => Object.hasOwn(event, key) && !optional[key]?.(event[key])),
  ];
  if (wrong.length > 0) return err(new AuditError('EVENT_INVALID', `The event has a wrong ${wrong.join(', ')}`));
  return ok(value as AuditEvent);
}

import {
  AuditError,
  type ActorIdentity,
  type Id,
  type JsonObject,
  type Resource,
  type StoredEvent,
  type Subject,
} from '@auditrail/core';

/** Any part of a shape, to any depth. `undefined` expects that the field is absent. */
type PartOf<Shape> = Shape extends readonly unknown[]
  ? Shape
  : Shape extends object
    ? { readonly [Field in keyof Shape]?: PartOf<Shape[Field]> | undefined }
    : Shape;

type WithId<Shape> = Omit<PartOf<Shape>, 'id'> & { readonly id?: Id | undefined };

/**
 * What an event must have: the fields named here, compared to any depth; other fields may be anything.
 * Ids may be numbers and bigints, as applications have them. Arrays are compared whole.
 */
export interface ExpectedEvent extends Omit<
  PartOf<StoredEvent>,
  'actor' | 'resource' | 'subject' | 'changes' | 'metadata'
> {
  readonly actor?: (WithId<ActorIdentity> & { readonly onBehalfOf?: WithId<ActorIdentity> | undefined }) | undefined;
  readonly resource?: WithId<Resource> | undefined;
  readonly subject?: WithId<Subject> | undefined;
  readonly changes?:
    { readonly [attribute: string]: { readonly old?: unknown; readonly new?: unknown } | undefined } | undefined;
  readonly metadata?: unknown;
}

const identity = ['type', 'id', 'name'];

/** The fields of an event, with those of its parts where they are fixed. */
const known: Readonly<Record<string, readonly string[] | undefined>> = {
  v: undefined,
  id: undefined,
  occurredAt: undefined,
  actor: [...identity, 'onBehalfOf'],
  action: undefined,
  outcome: undefined,
  resource: identity,
  source: undefined,
  subject: ['type', 'id'],
  reason: undefined,
  tenant: undefined,
  changes: undefined,
  redactions: undefined,
  request: ['id', 'externalId', 'traceId', 'ip', 'peerIp', 'userAgent', 'method', 'route', 'sessionDigest'],
  causedBy: undefined,
  metadata: undefined,
  recordedAt: undefined,
  dbRole: undefined,
  transactionId: undefined,
};

/**
 * Brings ids into the form that events have.
 * Throws OPTIONS_INVALID for a field that no event has: with `not` it would pass for ever, whatever was recorded.
 */
export function parseExpectedEvent(expected: ExpectedEvent): JsonObject {
  if (typeof expected !== 'object' || (expected as unknown) === null) throw refuse('is not an object');
  const parsed = Object.entries(expected).map(([name, value]: [string, unknown]) => {
    if (!Object.hasOwn(known, name)) throw refuse(`has a field "${name}", which no event has`);
    const fields = known[name];
    return [name, fields === undefined || !isObject(value) ? value : parsePart(name, value, fields)];
  });
  return Object.fromEntries(parsed) as JsonObject;
}

function parsePart(part: string, value: object, fields: readonly string[]): object {
  const parsed = Object.entries(value).map(([name, field]: [string, unknown]) => {
    if (!fields.includes(name)) throw refuse(`has a field "${part}.${name}", which no event has`);
    if (name === 'onBehalfOf' && isObject(field)) return [name, parsePart(`${part}.${name}`, field, identity)];
    return [name, name === 'id' ? idText(field) : field];
  });
  return Object.fromEntries(parsed) as object;
}

function idText(id: unknown): unknown {
  return typeof id === 'number' || typeof id === 'bigint' ? String(id) : id;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function refuse(problem: string): AuditError {
  return new AuditError('OPTIONS_INVALID', `The expected event ${problem}`);
}

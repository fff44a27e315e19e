import { err, ok, type Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import { wellFormedText } from '../json/well-formed-text.js';
import type { Outcome, ParentResource, Resource, Subject } from './audit-event.js';
import { fitName } from './envelope-text.js';
import { parseId } from './parse-id.js';

/** The part of an event that must be right: everything but data and context. */
export interface Envelope {
  readonly action: string;
  readonly outcome: Outcome;
  readonly resource: Resource;
  readonly subject?: Subject;
  readonly tenant?: string;
  readonly causedBy?: string;
}

const fields: readonly string[] = [
  'action',
  'resource',
  'outcome',
  'subject',
  'reason',
  'tenant',
  'changes',
  'metadata',
  'causedBy',
  'source',
  'fields',
];

const outcomes: readonly unknown[] = ['attempted', 'success', 'failure', 'denied'] satisfies readonly Outcome[];

function invalid(message: string): Result<never, AuditError> {
  return err(new AuditError('EVENT_INVALID', message));
}

/** A short non-empty text that names a kind: an action, a resource type. Too long is wrong, not cut. */
function parseKind(value: unknown, what: string): Result<string, AuditError> {
  if (typeof value !== 'string' || value === '') return invalid(`${what} is not a non-empty text`);
  if (value.length > 255) return invalid(`${what} has more than 255 characters`);
  if (wellFormedText(value) !== value) return invalid(`${what} has characters that cannot be stored`);
  return ok(value);
}

function parseResource(value: unknown): Result<Resource, AuditError> {
  if (typeof value !== 'object' || value === null) return invalid('The resource is not an object');
  const { type, id, name, parent } = value as Record<string, unknown>;
  if (name !== undefined && name !== null && typeof name !== 'string') return invalid('The resource name is not text');
  return parseParent(parent).andThen((parsedParent) =>
    parseKind(type, 'The resource type').andThen((parsedType) =>
      parseId(id, 'The resource id').map((parsedId) => ({
        type: parsedType,
        ...(parsedId !== undefined && { id: parsedId }),
        ...(typeof name === 'string' && name !== '' && { name: fitName(name) }),
        ...(parsedParent !== undefined && { parent: parsedParent }),
      })),
    ),
  );
}

function parseParent(value: unknown): Result<ParentResource | undefined, AuditError> {
  if (value === undefined || value === null) return ok(undefined);
  if (typeof value !== 'object') return invalid("The resource's parent is not an object");
  const { type, id } = value as Record<string, unknown>;
  return parseKind(type, "The type of the resource's parent").andThen((parsedType) =>
    parseId(id, "The id of the resource's parent").map((parsedId) => ({
      type: parsedType,
      ...(parsedId !== undefined && { id: parsedId }),
    })),
  );
}

function parseSubject(value: unknown): Result<Subject | undefined, AuditError> {
  if (value === undefined || value === null) return ok(undefined);
  if (typeof value !== 'object') return invalid('The subject is not an object');
  const { type, id } = value as Record<string, unknown>;
  return parseKind(type, 'The subject type').andThen((parsedType) =>
    parseId(id, 'The subject id').andThen((parsedId) =>
      parsedId === undefined ? invalid('The subject has no id') : ok({ type: parsedType, id: parsedId }),
    ),
  );
}

/** Checks the envelope of an event. Fails with EVENT_INVALID and names what is wrong, never its value. */
export function parseEnvelope(input: object): Result<Envelope, AuditError> {
  const unknown = Object.keys(input).find((name) => !fields.includes(name));
  if (unknown !== undefined) return invalid(`There is no event field "${unknown.slice(0, 64)}"`);
  const given = input as Readonly<Record<string, unknown>>;
  const { outcome = 'success' } = given;
  if (!outcomes.includes(outcome)) {
    return invalid('The outcome is none of attempted, success, failure and denied');
  }
  // One after the other: Result.combine takes longer than the checks.
  const action = parseKind(given['action'], 'The action');
  if (action.isErr()) return err(action.error);
  const resource = parseResource(given['resource']);
  if (resource.isErr()) return err(resource.error);
  const subject = parseSubject(given['subject']);
  if (subject.isErr()) return err(subject.error);
  const tenant = parseId(given['tenant'], 'The tenant');
  if (tenant.isErr()) return err(tenant.error);
  const causedBy = parseId(given['causedBy'], 'causedBy');
  if (causedBy.isErr()) return err(causedBy.error);
  return ok({
    action: action.value,
    outcome: outcome as Outcome,
    resource: resource.value,
    ...(subject.value !== undefined && { subject: subject.value }),
    ...(tenant.value !== undefined && { tenant: tenant.value }),
    ...(causedBy.value !== undefined && { causedBy: causedBy.value }),
  });
}

import { err, ok, Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import { wellFormedText } from '../json/well-formed-text.js';
import type { Outcome, Resource, Subject } from './audit-event.js';
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
  const { type, id, name } = value as Record<string, unknown>;
  if (name !== undefined && name !== null && typeof name !== 'string') return invalid('The resource name is not text');
  return Result.combine([parseKind(type, 'The resource type'), parseId(id, 'The resource id')]).map(
    ([parsedType, parsedId]) => ({
      type: parsedType,
      ...(parsedId !== undefined && { id: parsedId }),
      ...(typeof name === 'string' && name !== '' && { name: fitName(name) }),
    }),
  );
}

function parseSubject(value: unknown): Result<Subject | undefined, AuditError> {
  if (value === undefined || value === null) return ok(undefined);
  if (typeof value !== 'object') return invalid('The subject is not an object');
  const { type, id } = value as Record<string, unknown>;
  return Result.combine([parseKind(type, 'The subject type'), parseId(id, 'The subject id')]).andThen(
    ([parsedType, parsedId]) =>
      parsedId === undefined ? invalid('The subject has no id') : ok({ type: parsedType, id: parsedId }),
  );
}

/** Checks the envelope of an event. Fails with EVENT_INVALID and names what is wrong, never its value. */
export function parseEnvelope(input: Readonly<Record<string, unknown>>): Result<Envelope, AuditError> {
  const unknown = Object.keys(input).find((name) => !fields.includes(name));
  if (unknown !== undefined) return invalid(`There is no event field "${unknown.slice(0, 64)}"`);
  const { outcome = 'success' } = input;
  if (!outcomes.includes(outcome)) {
    return invalid('The outcome is none of attempted, success, failure and denied');
  }
  return Result.combine([
    parseKind(input['action'], 'The action'),
    parseResource(input['resource']),
    parseSubject(input['subject']),
    parseId(input['tenant'], 'The tenant'),
    parseId(input['causedBy'], 'causedBy'),
  ]).map(([action, resource, subject, tenant, causedBy]) => ({
    action,
    outcome: outcome as Outcome,
    resource,
    ...(subject !== undefined && { subject }),
    ...(tenant !== undefined && { tenant }),
    ...(causedBy !== undefined && { causedBy }),
  }));
}

import { err, ok, Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import type { Actor, ActorIdentity, ActorIdentityInput } from './actor.js';
import { fitName } from './envelope-text.js';
import { parseId } from './parse-id.js';

const givenTypes: readonly unknown[] = ['user', 'service', 'system', 'anonymous'];

function parseIdentity(value: unknown, what: string): Result<ActorIdentity, AuditError> {
  const invalid = (problem: string) => err(new AuditError('EVENT_INVALID', `${what} ${problem}`));
  if (typeof value !== 'object' || value === null) return invalid('is not an object');
  const { type, id, name } = value as Record<string, unknown>;
  if (!givenTypes.includes(type)) return invalid('has a type other than user, service, system and anonymous');
  if (id === undefined || id === null) {
    if (type === 'user' || type === 'service') return invalid(`of type ${type} has no id`);
  }
  if (name !== undefined && name !== null && typeof name !== 'string') return invalid('has a name that is not text');
  return parseId(id, `${what} id`).map((parsedId) => ({
    type: type as ActorIdentityInput['type'],
    ...(parsedId !== undefined && { id: parsedId }),
    ...(typeof name === 'string' && name !== '' && { name: fitName(name) }),
  }));
}

function readActor(value: unknown): Result<Actor, AuditError> {
  return parseIdentity(value, 'The actor').andThen((actor) => {
    const { onBehalfOf } = value as Record<string, unknown>;
    if (onBehalfOf === undefined || onBehalfOf === null) return ok(Object.freeze(actor));
    return parseIdentity(onBehalfOf, "The actor's onBehalfOf").map((other) =>
      Object.freeze({ ...actor, onBehalfOf: Object.freeze(other) }),
    );
  });
}

/** Checks an actor that an application names. Fails with EVENT_INVALID, never throws; the result is frozen. */
export function parseActor(value: unknown): Result<Actor, AuditError> {
  // Security: the cause is left out, a hostile getter chooses what it throws.
  const unreadable = () => new AuditError('EVENT_INVALID', 'The actor could not be read');
  return Result.fromThrowable(readActor, unreadable)(value).andThen((actor) => actor);
}

import { AuditError } from '../audit-error.js';
import type { Actor } from '../event/actor.js';
import { parseActor } from '../event/parse-actor.js';
import { parseId } from '../event/parse-id.js';
import type { AuditContext } from './audit-context.js';

type Report = (error: AuditError) => void;

const anonymous: Actor = Object.freeze({ type: 'anonymous' });
const unknown: Actor = Object.freeze({ type: 'unknown' });

// An actor function that records an event itself would be asked for that event's actor, without end.
const asking = new WeakSet<AuditContext>();

function ask<Value>(
  context: AuditContext,
  question: () => unknown,
  read: (answer: unknown) => Value,
): Value | undefined {
  if (asking.has(context)) return undefined;
  asking.add(context);
  try {
    const answer = question();
    // Nobody else will look at a promise: its rejection would end the process.
    if (answer instanceof Promise) answer.catch(() => undefined);
    return read(answer);
  } finally {
    asking.delete(context);
  }
}

/** Who acts in a context. The first actor it yields stands; without a context it is `unknown`. */
export function currentActor(context: AuditContext | undefined, report: Report): Actor {
  if (context === undefined) return unknown;
  if (context.actor !== undefined) return context.actor;
  if (context.askActor === undefined) return anonymous;
  try {
    const actor = ask(context, context.askActor, (answer) => {
      // Also what `userId && { … }` leaves of an empty or zero id.
      if (!answer) return undefined;
      return parseActor(answer).match(
        (parsed) => parsed,
        (error) => {
          report(new AuditError('ACTOR_UNRESOLVED', `The actor function gave no actor: ${error.message}`));
          return undefined;
        },
      );
    });
    if (actor === undefined) return anonymous;
    // The function itself may have called setActor: the first actor stands.
    return (context.actor ??= actor);
  } catch (cause) {
    report(new AuditError('ACTOR_UNRESOLVED', 'The actor function threw', { cause }));
    return anonymous;
  }
}

/** Which tenant a context belongs to, if any. The first one it yields stands. */
export function currentTenant(context: AuditContext | undefined, report: Report): string | undefined {
  if (context === undefined || context.tenant !== undefined) return context?.tenant;
  if (context.askTenant === undefined) return undefined;
  try {
    const tenant = ask(context, context.askTenant, (answer) =>
      parseId(answer, 'The tenant').match(
        (parsed) => parsed,
        (error) => {
          report(error);
          return undefined;
        },
      ),
    );
    if (tenant !== undefined) context.tenant ??= tenant;
    return context.tenant;
  } catch (cause) {
    report(new AuditError('EVENT_INVALID', 'The tenant function threw', { cause }));
    return undefined;
  }
}

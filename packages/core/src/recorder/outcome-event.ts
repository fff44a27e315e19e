import type { Outcome } from '../event/audit-event.js';
import type { EventInput } from '../event/event-input.js';

/** What may be told of an error: its kind. Security: its message may quote data, so it stays out. */
function describeError(error: unknown): { readonly name: string; readonly code?: string } {
  const { name, code } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  return {
    name: typeof name === 'string' ? name : typeof error,
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
  };
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The event that says how an attempt ended. A failure's metadata gains the error's name and code. */
export function outcomeEvent(
  attempted: EventInput,
  causedBy: string | undefined,
  outcome: Outcome,
  error?: unknown,
): EventInput {
  const { metadata } = attempted;
  return {
    ...attempted,
    outcome,
    ...(causedBy !== undefined && { causedBy }),
    ...(outcome === 'failure' && {
      metadata: isPlainObject(metadata)
        ? { ...metadata, error: describeError(error) }
        : { ...(metadata !== undefined && { attempt: metadata }), error: describeError(error) },
    }),
  };
}

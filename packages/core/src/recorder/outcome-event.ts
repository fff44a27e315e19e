import { isProxy } from 'node:util/types';
import type { Outcome } from '../event/audit-event.js';
import type { EventInput } from '../event/event-input.js';

/** What may be told of an error: its kind. Security: its message may quote data, so it stays out. */
function describeError(error: unknown): { readonly name: string; readonly code?: string } {
  try {
    const { name, code } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
    return {
      name: typeof name === 'string' ? name : typeof error,
      ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    };
  } catch {
    // A getter that throws must not take the place of the work's own error.
    return { name: '[unreadable]' };
  }
}

/** Metadata that gains a key; its getters are copied, never run. What is no plain object moves to the key `attempt`. */
function withError(metadata: unknown, error: unknown): object {
  const isPlain =
    typeof metadata === 'object' &&
    metadata !== null &&
    !isProxy(metadata) &&
    Object.getPrototypeOf(metadata) === Object.prototype;
  const copy = isPlain
    ? Object.defineProperties({}, Object.getOwnPropertyDescriptors(metadata))
    : { ...(metadata !== undefined && { attempt: metadata }) };
  return Object.defineProperty(copy, 'error', { value: describeError(error), enumerable: true });
}

/** The event that says how an attempt ended. A failure's metadata gains the error's name and code. */
export function outcomeEvent(
  attempted: EventInput,
  causedBy: string | undefined,
  outcome: Outcome,
  error?: unknown,
): EventInput {
  return {
    ...attempted,
    outcome,
    ...(causedBy !== undefined && { causedBy }),
    ...(outcome === 'failure' && { metadata: withError(attempted.metadata, error) }),
  };
}

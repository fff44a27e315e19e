import type { AuditContext } from '@auditrail/core';
import type { IncomingMessage } from 'node:http';

// Shared by every installed copy of this package, so that mounting two of them records a request once.
const key = Symbol.for('auditrail.request.v1');

/** The context that a request has already, from an earlier mount. */
export function rememberedContext(message: IncomingMessage): AuditContext | undefined {
  return (message as { [key]?: AuditContext })[key];
}

/** Remembers a request's context on the request itself. */
export function rememberContext(message: IncomingMessage, context: AuditContext): void {
  Object.defineProperty(message, key, { value: context });
}

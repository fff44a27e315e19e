import type { AuditContext } from '@auditrail/core';
import type { IncomingMessage } from 'node:http';

// Shared by every installed copy of this package, so that mounting two of them records a request once. A property,
// because a WeakMap with an entry for each request costs the garbage collector more than a whole small request.
const key = Symbol.for('auditrail.request.v1');

type Remembering = IncomingMessage & { [key]?: AuditContext };

/** The context that a request has already, from an earlier mount. */
export function rememberedContext(message: IncomingMessage): AuditContext | undefined {
  return (message as Remembering)[key];
}

/** Remembers a request's context for the mounts to come. */
export function rememberContext(message: IncomingMessage, context: AuditContext): void {
  (message as Remembering)[key] = context;
}

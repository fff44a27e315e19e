import type { AuditContext } from '@auditrail/core';
import type { IncomingMessage } from 'node:http';

// Shared by every installed copy of this package, so that mounting two of them records a request once. A map, because a
// further property would cost each request more than everything else the middleware does.
const key = Symbol.for('auditrail.requests.v1');
const registry = globalThis as { [key]?: WeakMap<IncomingMessage, AuditContext> | undefined };

function contexts(): WeakMap<IncomingMessage, AuditContext> {
  return (registry[key] ??= new WeakMap());
}

/** The context that a request has already, from an earlier mount. */
export function rememberedContext(message: IncomingMessage): AuditContext | undefined {
  return contexts().get(message);
}

/** Remembers a request's context for the mounts to come. */
export function rememberContext(message: IncomingMessage, context: AuditContext): void {
  contexts().set(message, context);
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditContext } from './audit-context.js';

// One storage for the process, also when npm has installed two copies of this package: context set through one
// copy must be seen through the other. The version is that of AuditContext's shape.
const key = Symbol.for('auditrail.context.v1');

type Storage = AsyncLocalStorage<AuditContext | undefined>;

function storage(): Storage {
  const registry = globalThis as unknown as Record<symbol, Storage | undefined>;
  return (registry[key] ??= new AsyncLocalStorage());
}

/** The context of the code that asks; nothing outside of every context. */
export function currentAuditContext(): AuditContext | undefined {
  return storage().getStore();
}

/** Runs `work`, and all it starts, in a context; `undefined` runs it outside of every context. */
export function runWithAuditContext<Value>(context: AuditContext | undefined, work: () => Value): Value {
  return storage().run(context, work);
}

/** Makes a function run in the context of this moment, whoever calls it later. */
export function bindAuditContext<Args extends unknown[], Value, This>(
  work: (this: This, ...args: Args) => Value,
): (this: This, ...args: Args) => Value {
  const context = currentAuditContext();
  return function bound(this: This, ...args: Args) {
    return runWithAuditContext(context, () => work.apply(this, args));
  };
}

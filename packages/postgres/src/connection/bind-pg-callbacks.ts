import { AsyncResource } from 'node:async_hooks';

/** What `bindPgCallbacks` needs of the module `pg`. */
export interface PgModule {
  readonly Client: { readonly prototype: object };
  readonly Pool: { readonly prototype: object };
}

type Method = (this: unknown, ...args: readonly unknown[]) => unknown;
type Callback = (...args: readonly unknown[]) => unknown;

const methods = { Client: ['connect', 'query', 'end'], Pool: ['connect', 'query', 'end'] } as const;
const bound = new WeakSet<Method>();

/**
 * Makes every callback that is given to `pg` run in the context of whoever gave it. Without that a callback runs in the
 * context of whoever opened the connection, often another request's, and what it records bears that one's actor. Promises
 * need none of this. To be called once, before the first query; calling it again changes nothing.
 *
 * It does not reach listeners of a query's events, nor the callbacks of pg-cursor's `read`: `audit.bind` is for those.
 */
export function bindPgCallbacks(pg: PgModule): void {
  for (const owner of ['Client', 'Pool'] as const) {
    const prototype = pg[owner].prototype as Record<string, Method>;
    for (const name of methods[owner]) {
      const method = prototype[name];
      if (method === undefined || bound.has(method)) continue;
      const binding: Method = function (this: unknown, ...args) {
        return method.apply(this, args.map(bindArgument));
      };
      bound.add(binding);
      Object.defineProperty(binding, 'name', { value: name });
      Object.defineProperty(prototype, name, { value: binding, writable: true, configurable: true });
    }
  }
}

function bindArgument(argument: unknown, at: number): unknown {
  if (typeof argument === 'function') return bind(argument as Callback);
  return at === 0 ? bindCallbackOf(argument) : argument;
}

/** A query may come as an object that has its callback. */
function bindCallbackOf(query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return query;
  const { callback, submit } = query as { readonly callback?: unknown; readonly submit?: unknown };
  if (typeof callback !== 'function') return query;
  const callbackBound = bind(callback as Callback);
  // A query that submits itself is known by its identity; a config may be the caller's to use again, elsewhere.
  return typeof submit === 'function'
    ? Object.assign(query, { callback: callbackBound })
    : Object.assign(Object.create(Object.getPrototypeOf(query) as object | null) as object, query, {
        callback: callbackBound,
      });
}

function bind(callback: Callback): Callback {
  return AsyncResource.bind(callback);
}

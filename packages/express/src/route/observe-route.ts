import type { Request } from 'express';
import { routePattern, type RouteChoice } from './route-pattern.js';

/** The route that a request takes, as Express assigns it. */
export class ObservedRoute {
  #route: unknown;
  #choice: RouteChoice | undefined;
  #pattern: string | undefined;

  get route(): unknown {
    return this.#route;
  }

  choose(route: unknown, request: Request): void {
    this.#route = route;
    this.#pattern = undefined;
    this.#choice =
      typeof route === 'object' && route !== null && 'path' in route
        ? { route, app: request.app as unknown as RouteChoice['app'], baseUrl: request.baseUrl }
        : undefined;
  }

  /** The pattern of the whole route, nothing before Express has chosen one. */
  get pattern(): string | undefined {
    return (this.#pattern ??= this.#choice && routePattern(this.#choice));
  }
}

// A property, because a WeakMap with an entry for each request costs the garbage collector more than it is worth.
const observedKey = Symbol('auditrail.route');

type ObservedRequest = Request & { [observedKey]?: ObservedRoute };

// The same functions for every request: functions of its own would give each request a hidden class of its own, and
// make all of Express slower.
const observedProperty: PropertyDescriptor & ThisType<ObservedRequest> = {
  configurable: true,
  enumerable: true,
  get() {
    return this[observedKey]?.route;
  },
  set(value: unknown) {
    // An application may derive objects from its request: they inherit what is observed, and have routes of their own.
    if (Object.hasOwn(this, observedKey)) this[observedKey]?.choose(value, this);
    else Object.defineProperty(this, 'route', { value, configurable: true, enumerable: true, writable: true });
  },
};

/**
 * Watches which route a request takes: the last one that Express assigns.
 *
 * Express forgets the mounts (`baseUrl`, a mounted application) once a handler throws, so they are read at the moment
 * it assigns `req.route`, which for the application stays a plain property.
 */
export function observeRoute(request: ObservedRequest): ObservedRoute {
  const observed = new ObservedRoute();
  if (request.route !== undefined) observed.choose(request.route, request);
  request[observedKey] = observed;
  Object.defineProperty(request, 'route', observedProperty);
  return observed;
}

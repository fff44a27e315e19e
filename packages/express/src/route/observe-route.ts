import type { Request } from 'express';
import { routePattern, type RouteChoice } from './route-pattern.js';

/**
 * Watches which route a request takes; returns the pattern of the last one.
 *
 * Express forgets the mounts (`baseUrl`, a mounted application) once a handler throws, so they are read at the moment
 * it assigns `req.route`, which for the application stays a plain property.
 */
export function observeRoute(request: Request): () => string | undefined {
  let current: unknown = request.route;
  let choice = chosen();
  let pattern: string | undefined;

  function chosen(): RouteChoice | undefined {
    if (typeof current !== 'object' || current === null || !('path' in current)) return undefined;
    return { route: current, app: request.app as unknown as RouteChoice['app'], baseUrl: request.baseUrl };
  }

  Object.defineProperty(request, 'route', {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (route: unknown) => {
      current = route;
      choice = chosen();
      pattern = undefined;
    },
  });
  return () => (pattern ??= choice && routePattern(choice));
}

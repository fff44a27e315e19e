/** What a router keeps of a route, or of middleware: that has no methods. */
interface RouterLayer {
  readonly path: string | RegExp;
  readonly methods: readonly string[];
}

/** What @koa/router, and koa-router before it, leave in Koa's context. */
export interface RoutedContext {
  readonly method: string;
  /** Every layer whose path matched, through all routers, whatever its methods. */
  readonly matched?: readonly RouterLayer[];
  /** The path of the layer that runs or ran last; nothing when no layer took the method. */
  readonly _matchedRoute?: string | RegExp;
}

/**
 * The pattern of the route that a request takes, nothing before a router has matched one.
 *
 * Only paths of the router's layers are given, which hold the prefixes of all routers around them: what else calls
 * itself a route in the context may be the path that was sent.
 */
export function matchedRoute({ method, matched, _matchedRoute: last }: RoutedContext): string | undefined {
  if (last === undefined) return undefined;
  const routes = matched?.filter(({ methods }) => methods.includes(method)) ?? [];
  // While middleware of the router runs, or has denied the request, the route is the one that would have been next.
  const route = routes.find(({ path }) => path === last) ?? routes.at(-1);
  return route && (typeof route.path === 'string' ? route.path : '/*');
}

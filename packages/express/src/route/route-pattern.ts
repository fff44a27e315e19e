import { mountPattern } from './mount-pattern.js';
import { pathPattern, unreadablePattern } from './path-pattern.js';
import { matchLayer, type RouterLayer } from './router-layer.js';

/** An Express application: `_router` in Express 4, where asking for `router` throws; `router` in Express 5. */
interface Application {
  readonly _router?: { readonly stack: readonly RouterLayer[] };
  readonly router: { readonly stack: readonly RouterLayer[] };
  readonly parent?: Application;
}

/** A route, and where the request was when Express chose it. */
export interface RouteChoice {
  readonly route: { readonly path: unknown };
  readonly app: Application | undefined;
  readonly baseUrl: string;
}

type Lineage = readonly [Application, ...Application[]];

function lineageOf(app: Application): Lineage {
  let lineage: Lineage = [app];
  for (let { parent } = app; parent !== undefined; { parent } = parent) lineage = [parent, ...lineage];
  return lineage;
}

/**
 * The mounts that lead to a route. Routers hold their stacks; a mounted application hides behind a function, so the
 * request's application and its parents say which it is.
 */
function findMounts(
  route: object,
  rest: string,
  stack: readonly RouterLayer[],
  apps: readonly Application[],
): string[] | undefined {
  for (const layer of stack) {
    if (layer.route === route && rest === '') return [];
    const app = layer.name === 'mounted_app' ? apps[0] : undefined;
    const inner = layer.handle.stack ?? (app && stackOf(app));
    if (layer.route !== undefined || inner === undefined) continue;
    const match = matchLayer(layer, rest === '' ? '/' : rest);
    if (match === undefined) continue;
    const below = rest.slice(match.path.length);
    const mounts = findMounts(route, below, inner, layer.handle.stack === undefined ? apps.slice(1) : apps);
    if (mounts !== undefined) return [mountPattern(layer, match), ...mounts];
  }
  return undefined;
}

function stackOf(app: Application): readonly RouterLayer[] {
  return (app._router ?? app.router).stack;
}

function joinPatterns(patterns: readonly string[]): string {
  const rooted = patterns.map((pattern) => {
    if (pattern.includes('|')) return `(${pattern})`;
    return pattern === '' || pattern.startsWith('/') ? pattern : `/${pattern}`;
  });
  return (
    rooted
      .join('')
      .replace(/\/{2,}/g, '/')
      .replace(/(?<=.)\/$/, '') || '/'
  );
}

/**
 * The whole pattern of a route: `/reset/:token/confirm`. It is put together from what the application wrote, so nothing
 * of the request's path is in it; mounts that cannot be found (a router called by a function) are `/*`.
 */
export function routePattern({ route, app, baseUrl }: RouteChoice): string {
  const [root, ...mounted] = app === undefined ? [] : lineageOf(app);
  const mounts = root && findMounts(route, baseUrl, stackOf(root), mounted);
  return joinPatterns([...(mounts ?? [baseUrl === '' ? '' : unreadablePattern]), pathPattern(route.path)]);
}

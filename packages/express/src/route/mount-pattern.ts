import { expressionPattern } from './expression-pattern.js';
import { pathPattern, unreadablePattern } from './path-pattern.js';
import type { LayerMatch, RouterLayer } from './router-layer.js';

/** The pattern of a mount: from the code, never from the request, whose path may hold secrets. */
export function mountPattern(layer: RouterLayer, { path, params }: LayerMatch): string {
  if (layer.rawPath !== undefined) return pathPattern(layer.rawPath);
  if (layer.regexp !== undefined) return expressionPattern(layer.regexp, layer.keys ?? []);
  // Express 5.0 to 5.2 keep no pattern. Where a path is no regular expression and has no parameters, what it matched is
  // what the code says, but for the case of its letters.
  const isPlain = layer.matchers?.every(({ name }) => name !== 'regexpMatcher') && Object.keys(params).length === 0;
  return isPlain === true ? path.toLowerCase() : unreadablePattern;
}

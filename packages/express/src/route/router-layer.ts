/** What Express 4 and 5 keep of a mount or a route in a router's stack, as far as both have it in common. */
export interface RouterLayer {
  readonly name: string;
  readonly handle: { readonly stack?: readonly RouterLayer[] };
  readonly route?: object;
  /** From Express 5.3 on: the path as the application wrote it. */
  readonly rawPath?: unknown;
  /** Express 4: the expression that was made of the path, and its parameters. */
  readonly regexp?: RegExp;
  readonly keys?: readonly { readonly name: string | number }[];
  /** Express 5. */
  readonly matchers?: readonly ((path: string) => unknown)[];
  /** Express 5.3 returns the match; before, it was left on the layer. */
  readonly match: (path: string) => boolean | LayerMatch;
}

/** Which beginning of a path a layer matched. */
export interface LayerMatch {
  readonly path: string;
  readonly params: object;
}

/** Matches the beginning of a path the way the router does. */
export function matchLayer(layer: RouterLayer, path: string): LayerMatch | undefined {
  try {
    const match = layer.match(path);
    if (typeof match === 'object') return match;
    return match ? (layer as RouterLayer & LayerMatch) : undefined;
  } catch {
    // A parameter that cannot be decoded: the router did not go this way.
    return undefined;
  }
}

/** Stands for what the code does not show as plain text, a regular expression for example. */
export const unreadablePattern = '/*';

/** A path as the application wrote it: alternatives joined by `|`, a regular expression as `/*`. */
export function pathPattern(path: unknown): string {
  if (typeof path === 'string') return path;
  return Array.isArray(path) ? path.flat(Infinity).map(pathPattern).join('|') : unreadablePattern;
}

import { foldName } from './fold-name.js';
import { rememberNames } from '../json/remember-names.js';

/** A function that tells whether a name is on a list, whatever its case and separators. */
export function matchListedName(names: readonly string[]): (name: string) => boolean {
  if (names.length === 0) return () => false;
  const listed = new Set(names.map((name) => foldName(name)?.text));
  return rememberNames((name) => {
    const folded = foldName(name);
    return folded !== undefined && listed.has(folded.text);
  });
}

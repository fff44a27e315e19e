import type { JsonValue } from './json-value.js';

/** A value's members by name; an array's names are its indexes. */
export type JsonMembers = Readonly<Record<string, JsonValue>>;

/** Whether two values are the same JSON: numbers by value, objects without regard to the order of keys. Any depth. */
export function equalJson(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (one === other) return true;
  if (comparableMembers(one, other) === undefined) return false;
  // A list of work instead of recursion: the depth of foreign data must not become the depth of the stack.
  const pairs = [{ left: one, right: other }];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    if (pair.left === pair.right) continue;
    const members = comparableMembers(pair.left, pair.right);
    if (members === undefined) return false;
    const { left, right } = members;
    const keys = Object.keys(left);
    if (keys.length !== Object.keys(right).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(right, key)) return false;
      pairs.push({ left: left[key], right: right[key] });
    }
  }
  return true;
}

/** Both values' members when both are objects or both are arrays. */
export function comparableMembers(
  left: JsonValue | undefined,
  right: JsonValue | undefined,
): { readonly left: JsonMembers; readonly right: JsonMembers } | undefined {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return undefined;
  if (Array.isArray(left) !== Array.isArray(right)) return undefined;
  return { left: left as JsonMembers, right: right as JsonMembers };
}

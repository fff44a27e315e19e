import { comparableMembers } from '../json/equal-json.js';
import { appendToPointer } from '../json/json-pointer.js';
import type { JsonValue } from '../json/json-value.js';

interface Comparison {
  readonly pointer: string;
  readonly old: JsonValue | undefined;
  readonly new_: JsonValue | undefined;
}

/**
 * JSON Pointers (RFC 6901) of what differs, in the order of the old value, then what is new. Array items are compared
 * by index; what is on one side only is one pointer; `''` is the whole value. Any depth.
 */
export function changedPaths(old: JsonValue | undefined, new_: JsonValue | undefined): readonly string[] {
  const paths: string[] = [];
  // A list of work instead of recursion: the depth of foreign data must not become the depth of the stack.
  const comparisons: Comparison[] = [{ pointer: '', old, new_ }];
  for (let next = comparisons.pop(); next !== undefined; next = comparisons.pop()) {
    if (next.old === next.new_) continue;
    const members = comparableMembers(next.old, next.new_);
    if (members === undefined) {
      paths.push(next.pointer);
      continue;
    }
    const { left, right } = members;
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    // The last one pushed is compared first.
    for (const key of keys.reverse()) {
      comparisons.push({ pointer: appendToPointer(next.pointer, key), old: own(left, key), new_: own(right, key) });
    }
  }
  return paths;
}

function own(members: Readonly<Record<string, JsonValue>>, key: string): JsonValue | undefined {
  return Object.hasOwn(members, key) ? members[key] : undefined;
}

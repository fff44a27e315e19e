import type { Change, Changes } from '../event/audit-event.js';
import { equalJson } from '../json/equal-json.js';
import type { JsonObject } from '../json/json-value.js';
import { setOwnData } from '../json/own-data.js';

/**
 * The attributes whose JSON differs, whole values. An attribute or a record that is missing on one side has only the
 * other.
 */
export function diffRecords(old: JsonObject | undefined, new_: JsonObject | undefined): Changes {
  const [before, after] = [old ?? {}, new_ ?? {}];
  const changes: Record<string, Change> = {};
  for (const attribute of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [had, has] = [Object.hasOwn(before, attribute), Object.hasOwn(after, attribute)];
    if (had && has && equalJson(before[attribute], after[attribute])) continue;
    setOwnData(changes, attribute, {
      ...(had && { old: before[attribute] }),
      ...(has && { new: after[attribute] }),
    } as Change);
  }
  return changes;
}

import type { Change, Changes } from '../event/audit-event.js';
import { equalJson } from '../json/equal-json.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
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
    const change: Change = {
      ...(had && { old: before[attribute] as JsonValue }),
      ...(has && { new: after[attribute] as JsonValue }),
    };
    setOwnData(changes, attribute, change);
  }
  return changes;
}

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
  for (const attribute of Object.keys(before)) {
    const was = before[attribute] as JsonValue;
    if (!Object.hasOwn(after, attribute)) {
      setOwnData(changes, attribute, { old: was });
      continue;
    }
    const is = after[attribute] as JsonValue;
    if (!equalJson(was, is)) setOwnData(changes, attribute, { old: was, new: is });
  }
  for (const attribute of Object.keys(after)) {
    if (!Object.hasOwn(before, attribute)) setOwnData(changes, attribute, { new: after[attribute] as JsonValue });
  }
  return changes;
}

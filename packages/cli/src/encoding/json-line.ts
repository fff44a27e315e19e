import type { JsonValue } from '@auditrail/core';
import { visibleText } from './visible-text.js';

/** JSON on one line, whatever the value holds: what is not visible is escaped, and the value stays the same. */
export function jsonLine(value: JsonValue): string {
  return visibleText(JSON.stringify(value));
}

import type { JsonValue } from '@auditrail/core';
import type { EventEncoder } from './event-encoder.js';
import { visibleText } from './visible-text.js';

/** JSON on one line, whatever the value holds: what is not visible is escaped, and the value stays the same. */
export function jsonLine(value: JsonValue): string {
  return visibleText(JSON.stringify(value));
}

/** One stored event a line, with what only the store knows of it. */
export function createJsonLinesEncoder(): EventEncoder {
  return (events) => events.map((event) => `${jsonLine(event as unknown as JsonValue)}\n`).join('');
}

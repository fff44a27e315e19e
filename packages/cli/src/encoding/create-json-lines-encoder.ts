import type { JsonValue } from '@auditrail/core';
import type { EventEncoder } from './event-encoder.js';
import { jsonLine } from './json-line.js';

/** One stored event a line, with what only the store knows of it. */
export function createJsonLinesEncoder(): EventEncoder {
  return (events) => events.map((event) => `${jsonLine(event as unknown as JsonValue)}\n`).join('');
}

import type { JsonValue } from '@auditrail/core';

/** A value in quotes only where one could not tell otherwise where it ends. */
export function describeValue(value: JsonValue): string {
  return typeof value === 'string' && /^[\w.@+-]+$/.test(value) ? value : JSON.stringify(value);
}

import type { AuditEvent, Change, JsonValue } from '@auditrail/core';

/** The changes of an event as `status: draft → sent`; redacted attributes are named, their values are not there. */
export function describeChanges({ changes = {}, redactions = {} }: AuditEvent): string {
  const redacted = new Map<string, string>();
  for (const [pointer, redaction] of Object.entries(redactions)) {
    const [, root, attribute] = pointer.split('/');
    if (root === 'changes' && attribute !== undefined) redacted.set(unescapePointer(attribute), redaction);
  }
  const shown = Object.entries(changes).filter(([name, change]) => !redacted.has(name) && saysSomething(change));
  return [
    ...shown.map(([name, change]) => `${name}: ${describeChange(change)}`),
    ...Array.from(redacted, ([name, redaction]) => `${name} [${redaction === 'drop' ? 'dropped' : 'masked'}]`),
  ].join(', ');
}

// An attribute that a create left null, or a delete found null, is not worth reading.
function saysSomething(change: Change): boolean {
  return (change.old ?? null) !== null || (change.new ?? null) !== null;
}

function describeChange(change: Change): string {
  if (change.old === undefined) return describeValue(change.new);
  return `${describeValue(change.old)} → ${describeValue(change.new)}`;
}

function describeValue(value: JsonValue | undefined): string {
  if (value === undefined) return '∅';
  // Quotes only where one could not tell otherwise where a value ends.
  if (typeof value === 'string' && /^[\w.@+-]+$/.test(value)) return value;
  return JSON.stringify(value);
}

// RFC 6901 section 4.
function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

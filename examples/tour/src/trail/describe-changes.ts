import type { AuditEvent, Change } from '@auditrail/core';
import { describeValue } from './describe-value.js';

/**
 * The changes of an event: `status: draft → sent`; a create as the new values, a delete as `was` and the old ones.
 * Redacted attributes are named, their values are not there. The key is not repeated.
 */
export function describeChanges({ changes = {}, redactions = {}, resource }: AuditEvent): string {
  const redacted = new Map<string, string>();
  for (const [pointer, redaction] of Object.entries(redactions)) {
    const [, root, attribute] = pointer.split('/');
    if (root === 'changes' && attribute !== undefined) redacted.set(unescapePointer(attribute), redaction);
  }
  const shown = Object.entries(changes).filter(
    ([name, change]) => !redacted.has(name) && saysSomething(change) && !(name === 'id' && isKey(change, resource.id)),
  );
  const deleted = shown.length > 0 && shown.every(([, change]) => change.new === undefined);
  const parts = [
    ...shown.map(([name, change]) => `${name}: ${describeChange(change)}`),
    ...Array.from(redacted, ([name, redaction]) => `${name} [${redaction === 'drop' ? 'dropped' : 'masked'}]`),
  ];
  return (deleted ? 'was ' : '') + parts.join(', ');
}

// An attribute that a create left null, or a delete found null, is not worth reading.
function saysSomething(change: Change): boolean {
  return (change.old ?? null) !== null || (change.new ?? null) !== null;
}

function isKey({ old, new: created }: Change, id: string | undefined): boolean {
  return (old === undefined || created === undefined) && describeValue(old ?? created ?? null) === id;
}

function describeChange(change: Change): string {
  const values = [change.old, change.new].filter((value) => value !== undefined);
  return values.map(describeValue).join(' → ');
}

// RFC 6901 section 4.
function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

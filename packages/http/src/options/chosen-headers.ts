import { AuditError } from '@auditrail/core';
import type { IncomingHttpHeaders } from 'node:http';
import { inspect } from 'node:util';
import { cleanHeader } from '../request/clean-header.js';

/** A field name (RFC 9110, section 5.1). */
const fieldName = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * Makes the choice of headers that are recorded. Throws OPTIONS_INVALID naming a bad entry. Their values are as hostile as
 * any: what the event's redaction says of names and texts applies to them.
 */
export function createChosenHeaders(
  names: readonly string[] = [],
): (headers: IncomingHttpHeaders) => Readonly<Record<string, string>> | undefined {
  const given: unknown = names;
  if (!Array.isArray(given)) throw new AuditError('OPTIONS_INVALID', 'headers: not a list');
  const chosen = (given as readonly unknown[]).map((name) => {
    if (typeof name === 'string' && fieldName.test(name)) return name.toLowerCase();
    throw new AuditError('OPTIONS_INVALID', `headers: ${inspect(name)} is no name of a header`);
  });
  if (chosen.length === 0) return () => undefined;
  return (headers) => {
    const found = chosen.flatMap((name) => {
      const value = headers[name];
      const shown = value === undefined ? undefined : cleanHeader(Array.isArray(value) ? value.join(', ') : value);
      return shown === undefined ? [] : [[name, shown] as const];
    });
    return found.length === 0 ? undefined : Object.fromEntries(found);
  };
}

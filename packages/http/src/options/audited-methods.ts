import { AuditError } from '@auditrail/core';
import { METHODS } from 'node:http';
import { inspect } from 'node:util';

const mutating = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Makes the test whether a method's requests are recorded. Throws OPTIONS_INVALID for a method that node does not know. */
export function createAuditedMethods(methods: readonly string[] = mutating): (method: string) => boolean {
  const given: unknown = methods;
  if (!Array.isArray(given)) throw new AuditError('OPTIONS_INVALID', 'methods: not a list');
  const audited = new Set<string>();
  for (const method of given as readonly unknown[]) {
    const name = typeof method === 'string' ? method.toUpperCase() : '';
    if (!METHODS.includes(name)) {
      throw new AuditError('OPTIONS_INVALID', `methods: ${inspect(method)} is no HTTP method`);
    }
    audited.add(name);
  }
  return (method) => audited.has(method);
}

import { AuditError } from '@auditrail/core';
import { METHODS } from 'node:http';

const mutating = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Makes the test whether a method's requests are recorded. Throws OPTIONS_INVALID for a method that node does not know. */
export function createAuditedMethods(methods: readonly string[] = mutating): (method: string) => boolean {
  if (!Array.isArray(methods as unknown)) throw new AuditError('OPTIONS_INVALID', 'methods: not a list');
  const audited = new Set<string>();
  for (const method of methods as readonly unknown[]) {
    const name = typeof method === 'string' ? method.toUpperCase() : '';
    if (!METHODS.includes(name)) {
      throw new AuditError('OPTIONS_INVALID', `methods: ${JSON.stringify(method) ?? typeof method} is no HTTP method`);
    }
    audited.add(name);
  }
  return (method) => audited.has(method);
}

import { AuditError, type AuditRecorder } from '@auditrail/core';
import type { RequestAuditOptions } from './request-audit-options.js';

const callbacks = ['actor', 'tenant', 'session'] as const;
const known: readonly string[] = [
  ...callbacks,
  'trustedProxies',
  'forwardedHeader',
  'skip',
  'methods',
  'headers',
] satisfies readonly (keyof RequestAuditOptions<unknown>)[];

function refuse(problem: string): AuditError {
  return new AuditError('OPTIONS_INVALID', problem);
}

/** Throws OPTIONS_INVALID, naming the option, for what TypeScript would have refused. */
export function checkOptions(audit: AuditRecorder, options: RequestAuditOptions<never>): void {
  const recorder = audit as Partial<AuditRecorder> | null | undefined;
  if (typeof recorder?.capture !== 'function' || typeof recorder.append !== 'function') {
    throw refuse('audit: not an audit trail, as createAuditTrail makes it');
  }
  if (typeof options !== 'object' || (options as unknown) === null) throw refuse('options: not an object');
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw refuse(`there is no option "${unknown}"; there are ${known.join(', ')}`);
  for (const name of callbacks) {
    const callback: unknown = options[name];
    if (callback !== undefined && typeof callback !== 'function') throw refuse(`${name}: not a function`);
  }
  const { skip } = options;
  if (skip !== undefined && typeof skip !== 'function' && !Array.isArray(skip)) {
    throw refuse('skip: neither a list nor a function');
  }
}

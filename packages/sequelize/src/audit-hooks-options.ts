import { AuditError } from '@auditrail/core';
import { problemOfPolicy, type ModelPolicy } from './model/model-policy.js';

/** How writes are captured. */
export interface AuditHooksOptions {
  /** Policies by model name. An unknown model or attribute fails the first write with OPTIONS_INVALID. */
  readonly models?: Readonly<Record<string, ModelPolicy>> | undefined;
  /**
   * `true`, the default: events are written in the transaction of the change, by its connection. `false`, for a store
   * in another database: they are written once the transaction has committed; a crash in between loses them.
   */
  readonly transactional?: boolean | undefined;
  /**
   * What becomes of a write whose events cannot be stored. `throw`, the default: it does not commit and rejects with the
   * AuditError. `report`: it commits without them, and `onError` hears of it.
   */
  readonly onFailure?: 'throw' | 'report' | undefined;
  /**
   * A write in a form that is not captured is reported as WRITE_NOT_CAPTURED and runs (`report`, the default), or
   * fails with that error and does not run (`throw`).
   */
  readonly onUncaptured?: 'report' | 'throw' | undefined;
}

const known: Readonly<Record<keyof AuditHooksOptions, (value: unknown) => boolean>> = {
  models: (value) => typeof value === 'object' && value !== null,
  transactional: (value) => typeof value === 'boolean',
  onFailure: (value) => value === 'throw' || value === 'report',
  onUncaptured: (value) => value === 'report' || value === 'throw',
};

function refuse(problem: string): never {
  throw new AuditError('OPTIONS_INVALID', `registerAuditHooks: ${problem}`);
}

/** Throws OPTIONS_INVALID for options that TypeScript would have refused, and for a hash where there is no key. */
export function checkAuditHooksOptions(options: AuditHooksOptions, canHash: boolean): void {
  for (const [name, value] of Object.entries(options)) {
    const isRight = Object.hasOwn(known, name) ? known[name as keyof AuditHooksOptions] : undefined;
    if (isRight === undefined) refuse(`there is no option "${name}"`);
    if (value !== undefined && !isRight(value)) refuse(`the option "${name}" has a wrong value`);
  }
  for (const [model, policy] of Object.entries(options.models ?? {})) {
    const problem = problemOfPolicy(model, policy, canHash);
    if (problem !== undefined) refuse(problem);
  }
}

import type { Failure } from './failure.js';

/** 0: done. 1: failed, or found something. 2: not understood. */
export type ExitStatus = 0 | 1 | 2;

const notUnderstood: readonly Failure['code'][] = ['USAGE', 'OPTIONS_INVALID', 'QUERY_INVALID', 'CURSOR_INVALID'];

export function exitStatusOf({ code }: Failure): ExitStatus {
  return notUnderstood.includes(code) ? 2 : 1;
}

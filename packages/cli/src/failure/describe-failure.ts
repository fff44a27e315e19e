import { visibleText } from '../encoding/visible-text.js';
import { explainCause } from './explain-cause.js';
import type { Failure } from './failure.js';
import { remedies } from './remedies.js';

/** What stderr says of a failure: its code, its message, and what to do. */
export function describeFailure(failure: Failure): string {
  const { code, message } = failure;
  const cause = explainCause(failure.cause);
  const remedy = remedies[code];
  const lines = [`auditrail: ${code}: ${message}${cause === undefined ? '' : ` (${cause})`}`, remedy && `  ${remedy}`];
  return lines.map((line) => (line === undefined ? '' : `${visibleText(line)}\n`)).join('');
}

/** A fault of the program itself: where it was, not what it says, since any value could be in that. */
export function describeFault(fault: unknown): string {
  const places = fault instanceof Error ? (fault.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const name = fault instanceof Error ? fault.name : typeof fault;
  return [`auditrail: a fault of the program itself (${name})`, ...places, ''].join('\n');
}

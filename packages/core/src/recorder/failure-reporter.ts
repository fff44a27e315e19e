import type { AuditError } from '../audit-error.js';
import type { FailureDetails } from './failure-details.js';

/** The application's ear for failures. It may be asynchronous; what it throws is swallowed. */
export type OnError = (error: AuditError, about: FailureDetails) => unknown;

const warningIntervalMs = 10_000;

/** Warns through the process, with the code only, at most once in ten seconds a code. */
function createWarner(): OnError {
  const nextWarningMs = new Map<string, number>();
  return ({ code }) => {
    const nowMs = performance.now();
    if (nowMs < (nextWarningMs.get(code) ?? 0)) return;
    nextWarningMs.set(code, nowMs + warningIntervalMs);
    process.emitWarning(`A call of the audit trail failed: ${code}`, { type: 'AuditrailWarning', code });
  };
}

/** Makes the function that tells the application of failures and never throws. */
export function createFailureReporter(onError: OnError = createWarner()): (...failure: Parameters<OnError>) => void {
  const warnOfListener = createWarner();
  return (error, about) => {
    // The executor runs now; a throw and a rejection of the listener both end in the catch.
    new Promise((resolve) => resolve(onError(error, about))).catch(() => warnOfListener(error, about));
  };
}

import type { Outcome } from '@auditrail/core';

/** How a request ended, by its status; `undefined` when the client left before there was one. */
export function requestOutcome(status: number | undefined): Outcome {
  if (status === 401 || status === 403) return 'denied';
  return status === undefined || status >= 400 ? 'failure' : 'success';
}

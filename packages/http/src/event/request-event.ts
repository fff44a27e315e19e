import type { CapturedEvent } from '@auditrail/core';
import { requestOutcome } from './request-outcome.js';

/** What the event of a request is made of. */
export interface ServedRequest {
  readonly method: string;
  readonly route: string | undefined;
  /** Absent when the client left before the headers were sent. */
  readonly status: number | undefined;
  readonly durationMs: number;
  readonly query: unknown;
  /** Those that were chosen, where the request has any. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly aborted: boolean;
}

/** The event that says a request was served. A request that met no route is named `*`, never by its path. */
export function requestEvent({
  method,
  route,
  status,
  durationMs,
  query,
  headers,
  aborted,
}: ServedRequest): CapturedEvent {
  return {
    action: 'http.request',
    source: 'http',
    outcome: requestOutcome(status),
    resource: { type: 'route', id: `${method} ${route ?? '*'}` },
    metadata: {
      ...(status !== undefined && { status }),
      durationMs: Math.round(durationMs * 10) / 10,
      ...(query !== undefined && { query }),
      ...(headers !== undefined && { headers }),
      ...(aborted && { aborted }),
    },
  };
}

import type { RequestFacts } from '@auditrail/core';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ClientAddressResolver } from '../address/client-address-resolver.js';
import { parseExternalRequestId } from './external-request-id.js';
import { parseTraceId } from './trace-id.js';
import { cleanUserAgent } from './clean-header.js';

/** What is known of a request when it arrives; route and session come later, and middleware may override the method. */
export type ArrivalFacts = Omit<RequestFacts, 'method' | 'route' | 'sessionDigest'>;

/** Makes a request's facts presentable. */
export function readArrivalFacts(
  headers: IncomingMessage['headers'],
  peer: string | undefined,
  addressOf: ClientAddressResolver,
): ArrivalFacts {
  const externalId = parseExternalRequestId(headers['x-request-id']);
  const traceId = parseTraceId(headers['traceparent']);
  const userAgent = cleanUserAgent(headers['user-agent']);
  return {
    id: randomUUID(),
    ...(externalId !== undefined && { externalId }),
    ...(traceId !== undefined && { traceId }),
    ...addressOf(peer, headers),
    ...(userAgent !== undefined && { userAgent }),
  };
}

import type { RequestFacts } from '@auditrail/core';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ClientAddressResolver } from '../address/client-address-resolver.js';
import { parseExternalRequestId } from './external-request-id.js';
import { parseTraceId } from './trace-id.js';
import { cleanUserAgent } from './user-agent.js';

/** What is known of a request when it arrives; route and session come later, and middleware may override the method. */
export type ArrivalFacts = Omit<RequestFacts, 'method' | 'route' | 'sessionDigest'>;

/**
 * Takes down a request's facts, to be made presentable at the first event: most requests have none. The socket is asked
 * at once, a closed one no longer knows its address.
 */
export function noteArrival(message: IncomingMessage, addressOf: ClientAddressResolver): () => ArrivalFacts {
  const { headers } = message;
  const peer = message.socket.remoteAddress;
  let facts: ArrivalFacts | undefined;
  return () => (facts ??= readFacts(headers, peer, addressOf));
}

function readFacts(
  headers: IncomingMessage['headers'],
  peer: string | undefined,
  addressOf: ClientAddressResolver,
): ArrivalFacts {
  // node joins repeated X-Forwarded-For headers; only code could have put a list here.
  const forwarded = headers['x-forwarded-for'];
  const externalId = parseExternalRequestId(headers['x-request-id']);
  const traceId = parseTraceId(headers['traceparent']);
  const userAgent = cleanUserAgent(headers['user-agent']);
  return {
    id: randomUUID(),
    ...(externalId !== undefined && { externalId }),
    ...(traceId !== undefined && { traceId }),
    ...addressOf(peer, typeof forwarded === 'string' ? forwarded : undefined),
    ...(userAgent !== undefined && { userAgent }),
  };
}

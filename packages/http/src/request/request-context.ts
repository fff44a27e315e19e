import type { AuditContext } from '@auditrail/core';
import type { HttpExchange } from '../exchange/http-exchange.js';
import type { RequestAuditOptions } from '../options/request-audit-options.js';
import type { ArrivalFacts } from './request-facts.js';
import { digestSession } from './session-digest.js';

/** Does work that the application may make fail, and tells it so. */
type Attempt = <Value>(what: string, work: () => Value) => Value | undefined;

/** Makes the context of a request. Its `request` always says what is known at the moment it is read. */
export function createRequestContext<FrameworkRequest>(
  { request, message, route: currentRoute }: HttpExchange<FrameworkRequest>,
  arrival: () => ArrivalFacts,
  { actor, tenant, session }: RequestAuditOptions<FrameworkRequest>,
  attempt: Attempt,
): AuditContext {
  let lastDigest: string | undefined;
  // A session that logout has destroyed was still this request's session.
  const sessionDigest = () =>
    session && (lastDigest = attempt('The session option threw', () => digestSession(session(request))) ?? lastDigest);

  return {
    v: 1,
    ...(actor && { askActor: () => actor(request) }),
    ...(tenant && { askTenant: () => tenant(request) }),
    get request() {
      const route = attempt('The route could not be read', currentRoute);
      const digest = sessionDigest();
      return {
        ...arrival(),
        method: message.method ?? '',
        ...(route !== undefined && { route }),
        ...(digest !== undefined && { sessionDigest: digest }),
      };
    },
  };
}

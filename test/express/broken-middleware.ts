import { AuditError, runWithAuditContext, type AuditTrail } from '@auditrail/core';
import { expressAudit } from '@auditrail/express';
import { createRequestAudit } from '@auditrail/http';
import { ExpressExchange } from '#express/express-exchange.js';
import type { Response } from 'express';
import { err } from 'neverthrow';
import type { MakeMiddleware } from './express-framework.js';

/** A middleware with a fault, and the rules that must find it: these and no others. */
export interface BrokenMiddleware {
  readonly fault: string;
  readonly breaks: readonly string[];
  readonly make: MakeMiddleware;
}

function endWhenStored(response: Response, audit: AuditTrail): void {
  const end = response.end.bind(response) as (...args: unknown[]) => Response;
  response.end = ((...args: unknown[]) => {
    void audit.query().match(
      () => end(...args),
      () => response.destroy(),
    );
    return response;
  }) as Response['end'];
}

function withExchange(Exchange: typeof ExpressExchange): MakeMiddleware {
  return (audit, options) => {
    const requestAudit = createRequestAudit(audit, options);
    return (request, response, next) => requestAudit.run(request, () => new Exchange(request, response), next);
  };
}

export const brokenMiddlewares: readonly BrokenMiddleware[] = [
  {
    fault: 'records a request once more for every mount',
    breaks: ['recording.mounted-twice', 'recording.skip'],
    make: (audit, options) => {
      const middleware = expressAudit(audit, options);
      return (request, response, next) => {
        Object.assign(request, { [Symbol.for('auditrail.request.v1')]: undefined });
        return middleware(request, response, next);
      };
    },
  },
  {
    fault: 'loses the context',
    breaks: [
      'actor.stands',
      'recording.mounted-twice',
      'recording.skip',
      'context.survives',
      'context.streamed',
      'context.crowd',
    ],
    make: (audit, options) => {
      const middleware = expressAudit(audit, options);
      return (request, response, next) => middleware(request, response, () => runWithAuditContext(undefined, next));
    },
  },
  {
    fault: 'asks for the actor when the request arrives',
    breaks: [
      'actor.late',
      'actor.stands',
      'actor.throws',
      'connection.kept-alive',
      'connection.pipelined',
      'context.crowd',
    ],
    make: (audit, { actor, ...options } = {}) => {
      const actors = new WeakMap<object, ReturnType<NonNullable<typeof actor>>>();
      const middleware = expressAudit(audit, { ...options, actor: (request) => actors.get(request) });
      return (request, response, next) => {
        actors.set(request, actor?.(request));
        return middleware(request, response, next);
      };
    },
  },
  {
    fault: 'trusts the left-most address of X-Forwarded-For',
    breaks: ['client.untrusted', 'client.trusted', 'spoofing.untrusted', 'spoofing.forwarded-for'],
    make: (audit, options) => {
      const middleware = expressAudit(audit, { ...options, trustedProxies: ['127.0.0.0/8'] });
      return (request, response, next) => {
        const [leftMost] = request.get('x-forwarded-for')?.split(',') ?? [];
        if (leftMost !== undefined) request.headers['x-forwarded-for'] = leftMost;
        return middleware(request, response, next);
      };
    },
  },
  {
    fault: 'stores the path that was sent where no route matched',
    breaks: ['recording.secrets', 'route.denied-early', 'route.none'],
    make: withExchange(
      class extends ExpressExchange {
        override route(): string {
          return super.route() ?? this.request.path;
        }
      },
    ),
  },
  {
    fault: 'takes the mounts of a route from the path that was sent',
    breaks: [
      'recording.mounted-twice',
      'recording.secrets',
      'route.nested',
      'route.encoded',
      'route.thrown',
      'route.denied',
      'route.mounted-application',
      'error.before-body',
      'error.after-body-began',
    ],
    make: withExchange(
      class extends ExpressExchange {
        override route(): string | undefined {
          const { baseUrl, route } = this.request as { baseUrl: string; route?: { path: string } };
          return route && baseUrl + route.path;
        }
      },
    ),
  },
  {
    fault: 'forgets requests whose client has left',
    breaks: [
      'error.after-body-began',
      'connection.left-before-headers',
      'connection.left-within-body',
      'connection.pipelined-left',
    ],
    make: (audit, options) => {
      const recorder: typeof audit = Object.create(audit) as typeof audit;
      recorder.capture = (event) =>
        event.metadata !== undefined && 'aborted' in (event.metadata as object)
          ? err(new AuditError('EVENT_INVALID', 'forgotten'))
          : audit.capture(event);
      recorder.append = (...args) => audit.append(...args);
      recorder.report = (...args) => audit.report(...args);
      return expressAudit(recorder, options);
    },
  },
  {
    fault: 'breaks the response when the store fails',
    breaks: ['recording.store-fails', 'recording.store-hangs'],
    make: (audit, options) => {
      const middleware = expressAudit(audit, options);
      return (request, response, next) => {
        endWhenStored(response, audit);
        return middleware(request, response, next);
      };
    },
  },
];

import type { AuditStore } from '@auditrail/core';
import type { RequestAuditOptions } from '@auditrail/http';
import type { IncomingMessage } from 'node:http';
import { startServer, type RunningServer } from '../running-server.js';
import type { Capability, Framework } from './framework.js';

/** How the application of a rule is started. */
export interface Setup {
  readonly options?: RequestAuditOptions<IncomingMessage>;
  /** Default: false. */
  readonly trustsEverybody?: boolean;
  /** Where events go instead of memory. */
  readonly store?: AuditStore;
}

/** The application under test. */
export interface RunningApplication extends RunningServer {
  /** Sends a request, a POST unless told otherwise. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
  /** What routes that fail throw, and what of it the framework's own error handling was given. */
  readonly thrown: Error;
  readonly caught: readonly unknown[];
}

/** Starts the application, as often as a rule likes; whoever runs the rule closes it. */
export interface Harness {
  readonly start: (setup?: Setup) => Promise<RunningApplication>;
}

/** Something every middleware must do. `check` rejects when it does not. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly needs?: Capability;
  readonly check: (harness: Harness) => Promise<void>;
}

async function startApplication(
  framework: Framework,
  { options = {}, trustsEverybody = false, store }: Setup = {},
): Promise<RunningApplication> {
  const thrown = new Error('thrown by a route');
  const caught: unknown[] = [];
  const onCaught = (error: unknown) => caught.push(error);
  const parts = { options, trustsEverybody, thrown, onCaught };
  const server = await startServer((audit) => framework.createListener({ ...parts, audit }), store);
  const send = (path: string, init?: RequestInit) => fetch(server.url + path, { method: 'POST', ...init });
  return { ...server, send, thrown, caught };
}

/** Checks one rule in a framework. */
export async function checkRule(rule: Rule, framework: Framework): Promise<void> {
  const running: RunningApplication[] = [];
  try {
    await rule.check({
      async start(setup) {
        const application = await startApplication(framework, setup);
        running.push(application);
        return application;
      },
    });
  } finally {
    await Promise.all(running.map(({ close }) => close()));
  }
}

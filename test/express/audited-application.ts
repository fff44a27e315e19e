import { createAuditTrail, MemoryAuditStore, type AuditError, type AuditStore, type AuditTrail } from '@auditrail/core';
import { expressAudit, type ExpressAuditOptions } from '@auditrail/express';
import type express from 'express';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** An Express application with the middleware mounted first. */
export class AuditedApplication {
  readonly store = new MemoryAuditStore();
  readonly failures: AuditError[] = [];
  readonly audit: AuditTrail;
  readonly app: express.Express;
  #server: Server | undefined;

  constructor(createApplication: typeof express, options?: ExpressAuditOptions, store?: AuditStore) {
    this.audit = createAuditTrail({ store: store ?? this.store, onError: (error) => this.failures.push(error) });
    this.app = createApplication();
    // Express 5 writes errors to stderr in any other environment.
    this.app.set('env', 'test');
    this.app.use(expressAudit(this.audit, options));
  }

  /** Sends a request; starts the server with the first one. */
  async fetch(path: string, init: RequestInit = { method: 'POST' }): Promise<Response> {
    return fetch((await this.listen()) + path, init);
  }

  async listen(): Promise<string> {
    if (this.#server === undefined) {
      this.#server = this.app.listen(0, '127.0.0.1');
      await once(this.#server, 'listening');
    }
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Waits until so many events are stored; fails the test when they are not. */
  async events(count: number): Promise<MemoryAuditStore['events']> {
    for (let waitedMs = 0; this.store.events.length < count && waitedMs < 5_000; waitedMs += 5) await delay(5);
    // An event too many would come now.
    await delay(20);
    const { events } = this.store;
    if (events.length !== count) throw new Error(`${events.length} events, expected ${count}`);
    return events;
  }

  /** The resource of the one request that was recorded. */
  async recordedRoute(path: string, init?: RequestInit): Promise<string | undefined> {
    await (await this.fetch(path, init)).text();
    return (await this.events(1))[0]?.resource.id;
  }

  async close(): Promise<void> {
    if (this.#server === undefined) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

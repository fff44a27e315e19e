import { createAuditTrail, MemoryAuditStore, type AuditError, type AuditStore, type AuditTrail } from '@auditrail/core';
import { createRequestAudit, type HttpExchange, type RequestAuditOptions } from '@auditrail/http';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A plain node server whose requests are audited. */
export interface AuditedServer {
  readonly url: string;
  readonly store: MemoryAuditStore;
  readonly audit: AuditTrail;
  readonly failures: AuditError[];
  /** Opens a socket and writes to it. */
  readonly open: (text: string) => Promise<Socket>;
  /** Waits until so many events are stored; fails the test when they are not. */
  readonly events: (count: number) => Promise<MemoryAuditStore['events']>;
  readonly close: () => Promise<void>;
}

interface Served {
  readonly options?: RequestAuditOptions<IncomingMessage>;
  readonly exchange?: Partial<HttpExchange<IncomingMessage>>;
  readonly store?: AuditStore;
  /** Middleware ahead of the audit. */
  readonly ahead?: (message: IncomingMessage, response: ServerResponse) => Promise<unknown>;
}

/** Starts a server on a free port. */
export async function startAuditedServer(
  listener: (message: IncomingMessage, response: ServerResponse, audit: AuditTrail) => unknown,
  { options, exchange, store: writtenTo, ahead }: Served = {},
): Promise<AuditedServer> {
  const store = new MemoryAuditStore();
  const failures: AuditError[] = [];
  const audit = createAuditTrail({ store: writtenTo ?? store, onError: (error) => failures.push(error) });
  const requestAudit = createRequestAudit<IncomingMessage>(audit, options);
  const serve = async (message: IncomingMessage, response: ServerResponse) => {
    if (ahead) await ahead(message, response);
    const describe = () => ({
      request: message,
      message,
      response,
      target: () => message.url ?? '',
      query: () => undefined,
      route: () => '/route',
      ...exchange,
    });
    requestAudit.run(message, describe, () => void listener(message, response, audit));
  };
  const server = createServer((message, response) => void serve(message, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    store,
    audit,
    failures,
    async open(text) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(text);
      return socket;
    },
    async events(count) {
      for (let waitedMs = 0; store.events.length < count && waitedMs < 2_000; waitedMs += 5) await delay(5);
      // An event too many would come now.
      await delay(20);
      if (store.events.length !== count) throw new Error(`${store.events.length} events, expected ${count}`);
      return store.events;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

import { createAuditTrail, MemoryAuditStore, type AuditError, type AuditStore, type AuditTrail } from '@auditrail/core';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A node server on a free port, and the trail its requests leave. */
export interface RunningServer {
  readonly url: string;
  readonly server: Server;
  readonly store: MemoryAuditStore;
  readonly audit: AuditTrail;
  readonly failures: AuditError[];
  /** Opens a socket and writes to it. */
  readonly open: (text: string) => Promise<Socket>;
  /** Waits until so many events are stored; fails the test when they are not. */
  readonly events: (count: number) => Promise<MemoryAuditStore['events']>;
  readonly close: () => Promise<void>;
}

/** Starts a server of a listener that is audited; events go to a store that is given, if any, instead of memory. */
export async function startServer(
  createListener: (audit: AuditTrail) => RequestListener,
  givenStore?: AuditStore,
): Promise<RunningServer> {
  const store = new MemoryAuditStore();
  const failures: AuditError[] = [];
  const audit = createAuditTrail({ store: givenStore ?? store, onError: (error) => failures.push(error) });
  const server = createServer(createListener(audit)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  return {
    url: `http://127.0.0.1:${port}`,
    server,
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
      for (let waitedMs = 0; store.events.length < count && waitedMs < 1_000; waitedMs += 5) await delay(5);
      // An event too many would come now.
      await delay(20);
      if (store.events.length !== count) throw new Error(`${store.events.length} events, expected ${count}`);
      return store.events;
    },
    async close() {
      if (!server.listening) return;
      server.close();
      // Also those that were upgraded, which the server no longer knows.
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What answers requests. Koa's returns a promise. */
export type Listener = (...exchange: Parameters<RequestListener>) => unknown;

/** An application that listens on 127.0.0.1. */
export interface Served {
  readonly baseUrl: string;
  /** Lets requests under way end, for a second at most. */
  readonly close: () => Promise<void>;
}

/** Serves on a port, 0 for a free one. Rejects with the system's error when it cannot listen. */
export async function serve(listener: Listener, port: number): Promise<Served> {
  const server = createServer(listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: actualPort } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${String(actualPort)}`, close: () => closeServer(server) };
}

async function closeServer(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), 1_000);
  server.close();
  await once(server, 'close');
  clearTimeout(timer);
}

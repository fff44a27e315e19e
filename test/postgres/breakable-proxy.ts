import { once } from 'node:events';
import net from 'node:net';

/** A TCP port in front of a PostgreSQL server whose connections a test can cut. */
export interface BreakableProxy {
  readonly port: number;
  /** Cuts every connection to clients; the server does not notice until it next writes. */
  cut(): void;
  /** Cuts every connection and refuses new ones until `comeBack`. */
  goAway(): void;
  comeBack(): void;
  close(): Promise<void>;
}

/** Starts a proxy to the server that listens in a socket directory. */
export async function startBreakableProxy(socketDirectory: string): Promise<BreakableProxy> {
  const clients = new Set<net.Socket>();
  let isAway = false;
  const cut = () => clients.forEach((client) => client.resetAndDestroy());
  const server = net.createServer({ allowHalfOpen: true }, (client) => {
    if (isAway) {
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const upstream = net.connect(`${socketDirectory}/.s.PGSQL.5432`);
    clients.add(client);
    client.on('error', () => undefined).on('close', () => clients.delete(client));
    upstream.on('error', () => undefined);
    client.pipe(upstream);
    upstream.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    cut,
    goAway: () => {
      isAway = true;
      cut();
    },
    comeBack: () => {
      isAway = false;
    },
    close: async () => {
      clients.forEach((client) => client.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import type { Server } from 'node:http';

/** What one request of a crowd says about itself. */
export interface CrowdRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends many requests at once over few sockets (HTTP/1.1 pipelining, RFC 9112 section 9.3.2): all are under way
 * together, whatever the limit of open files. Resolves when every response has arrived.
 */
export async function sendPipelined(server: Server, requests: readonly CrowdRequest[], sockets: number): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const perSocket = Math.ceil(requests.length / sockets);
  const shares = Array.from({ length: sockets }, (_, index) =>
    requests.slice(index * perSocket, (index + 1) * perSocket),
  );
  await Promise.all(
    shares.map(async (share) => {
      const socket = connect(port, '127.0.0.1');
      socket.resume();
      const ended = once(socket, 'close');
      share.forEach(({ path, headers }, index) => {
        const isLast = index === share.length - 1;
        const lines = Object.entries({ host: 'x', connection: isLast ? 'close' : 'keep-alive', ...headers });
        socket.write(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
      });
      await ended;
    }),
  );
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBenchTrail } from './bench-trail.js';
import { createExpressListener } from './express-listener.js';
import { createKoaListener } from './koa-listener.js';
import type { FrameworkName, MiddlewareName } from './middleware-name.js';
import type { ServerMessage } from './server-process.js';

/** The server's own process: tells its port, then at each question what it has used so far. */
const [framework, middleware, connectionString] = process.argv.slice(2) as [FrameworkName, MiddlewareName, string];
const createListener = { Express: createExpressListener, Koa: createKoaListener }[framework];
const trail = createBenchTrail(middleware, connectionString);

function tell(message: ServerMessage): void {
  process.send?.(message);
}

async function tellUsage(): Promise<void> {
  // What was recorded in the background belongs to the requests as well.
  await trail.audit.settled();
  const { user, system } = process.cpuUsage();
  tell({ cpuMs: (user + system) / 1000, userCpuMs: user / 1000, failures: trail.failures() });
}

const server = createServer(createListener(middleware, trail));
server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
process.on('message', () => void tellUsage());
process.on('disconnect', () => process.exit());

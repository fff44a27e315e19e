import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is started with. */
export interface DelayProxySettings {
  readonly socketPath: string;
  readonly oneWayDelayMs: number;
}

interface Parcel {
  readonly dueMs: number;
  readonly deliver: () => void;
}

// Between two looks at the sockets; the kernel's timers are about as fine.
const napMs = 0.05;

const { socketPath, oneWayDelayMs } = workerData as DelayProxySettings;
const nap = new Int32Array(new SharedArrayBuffer(4));
/** All parcels take the same time, so the first one sent is the first one due: nothing is reordered. */
const onTheWay: Parcel[] = [];
let isDelivering = false;

function send(deliver: () => void): void {
  onTheWay.push({ dueMs: performance.now() + oneWayDelayMs, deliver });
  if (isDelivering) return;
  isDelivering = true;
  deliverDue();
}

/** Timers of the event loop count whole milliseconds: this thread sleeps between two looks instead. */
function deliverDue(): void {
  while (onTheWay[0] !== undefined && onTheWay[0].dueMs <= performance.now()) onTheWay.shift()?.deliver();
  const [next] = onTheWay;
  if (next === undefined) {
    isDelivering = false;
    return;
  }
  Atomics.wait(nap, 0, 0, Math.max(0, Math.min(napMs, next.dueMs - performance.now())));
  setImmediate(deliverDue);
}

function pipe(from: Socket, to: Socket): void {
  from.setNoDelay(true);
  from.on('data', (data) => send(() => to.write(data)));
  from.on('end', () => send(() => to.end()));
  from.on('error', () => to.destroy());
}

const server = createServer({ allowHalfOpen: true }, (client) => {
  const database = connect({ path: socketPath, allowHalfOpen: true });
  pipe(client, database);
  pipe(database, client);
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));

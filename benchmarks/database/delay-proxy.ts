import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DelayProxySettings } from './delay-proxy-thread.js';

/** A TCP port in front of a unix socket, behind which everything takes longer. */
export interface DelayProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts it in a thread of its own: what is measured keeps its event loop to itself. */
export async function startDelayProxy(settings: DelayProxySettings): Promise<DelayProxy> {
  const thread = new Worker(new URL('./delay-proxy-thread.js', import.meta.url), { workerData: settings });
  const [port] = (await once(thread, 'message')) as [number];
  return {
    port,
    stop: async () => {
      await thread.terminate();
    },
  };
}

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { FrameworkName, MiddlewareName } from './middleware-name.js';

/** What the server's process has used since it began. */
export interface ServerUsage {
  readonly cpuMs: number;
  /** The part of it outside of the kernel. */
  readonly userCpuMs: number;
  /** Events that could not be stored. */
  readonly failures: number;
}

export type ServerMessage = { readonly port: number } | ServerUsage;

/** A server in a process of its own, so that those who load it do not share its event loop. */
export interface ServerProcess {
  readonly url: string;
  usage(): Promise<ServerUsage>;
  stop(): Promise<void>;
}

export async function startServerProcess(
  framework: FrameworkName,
  middleware: MiddlewareName,
  connectionString: string,
): Promise<ServerProcess> {
  const child = fork(new URL('./serve.js', import.meta.url), [framework, middleware, connectionString]);
  const { port } = (await nextMessage(child)) as { port: number };
  return {
    url: `http://127.0.0.1:${port}/invoices/42`,
    usage: async () => {
      child.send('usage');
      return (await nextMessage(child)) as ServerUsage;
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** Rejects when the server ends instead of answering. */
async function nextMessage(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as unknown),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`The measured server ended with code ${String(code)}`);
      }),
    ]);
  } finally {
    waiting.abort();
  }
}

import type { Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type TextStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command has around it. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Aborted when the process is told to stop; its listeners have only that moment. */
  readonly interruption: AbortSignal;
}

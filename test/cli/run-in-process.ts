import { runCommandLine } from '#cli/run-command-line.js';
import { createCollectingStream } from './collecting-stream.js';

/** What a command has printed, and how it has ended. */
export interface CommandOutcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line without a process of its own: for what needs no database. */
export async function runInProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  columns?: number,
): Promise<CommandOutcome> {
  const stdout = createCollectingStream(columns);
  const stderr = createCollectingStream();
  const { signal } = new AbortController();
  const surroundings = { env, stdout: stdout.stream, stderr: stderr.stream, interruption: signal };
  const status = await runCommandLine(args, surroundings);
  return { status, stdout: stdout.text(), stderr: stderr.text() };
}

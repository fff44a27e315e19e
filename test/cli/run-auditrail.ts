import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandOutcome } from './run-in-process.js';

const program = fileURLToPath(new URL('../../packages/cli/dist/auditrail.js', import.meta.url));

/** A command in a process of its own. */
export interface RunningCommand {
  readonly child: ChildProcessWithoutNullStreams;
  readonly outcome: Promise<CommandOutcome>;
}

/** Starts the program as a shell would, without the database that the environment of the tests names. */
export function startAuditrail(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  nodeArgs: readonly string[] = [],
): RunningCommand {
  const inherited = Object.entries(process.env).filter(([name]) => name !== 'DATABASE_URL' && !name.startsWith('PG'));
  const child = spawn(process.execPath, [...nodeArgs, program, ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
  });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
  }
  const outcome = new Promise<CommandOutcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...printed }));
  });
  return { child, outcome };
}

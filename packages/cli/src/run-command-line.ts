import { readFileSync } from 'node:fs';
import { isAuditError } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import { commandHelp, programHelp } from './command-line/help.js';
import { parseCommand } from './command-line/parse-command.js';
import type { Surroundings } from './command-line/surroundings.js';
import { commands } from './commands/commands.js';
import { describeFailure, describeFault } from './failure/describe-failure.js';
import { exitStatusOf, type ExitStatus } from './failure/exit-status.js';
import { usage, type Failure } from './failure/failure.js';
import { isBrokenPipe } from './output/is-broken-pipe.js';
import { StandardOutput } from './output/standard-output.js';

/** Runs one command with its arguments, and answers with the exit status. Whatever fails is told on stderr. */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<ExitStatus> {
  const outcome = await runSafely(args, surroundings);
  if (outcome.isOk()) return outcome.value;
  surroundings.stderr.write(describeFailure(outcome.error));
  return exitStatusOf(outcome.error);
}

async function runSafely(args: readonly string[], surroundings: Surroundings): Promise<Result<ExitStatus, Failure>> {
  try {
    return await run(args, surroundings);
  } catch (error) {
    // What makes a store throws for options that it does not take.
    if (isAuditError(error)) return err(error);
    if (!isBrokenPipe(error)) surroundings.stderr.write(describeFault(error));
    return ok(1);
  }
}

async function run(
  [name, ...args]: readonly string[],
  surroundings: Surroundings,
): Promise<Result<ExitStatus, Failure>> {
  const { stdout } = surroundings;
  if (name === '--version') return show(stdout, `${readVersion()}\n`);
  if (name === '--help' || name === '-h') return show(stdout, programHelp(commands));
  if (name === 'help') return run([args[0] ?? '--help', ...(args.length > 0 ? ['--help'] : [])], surroundings);
  const command = commands.find((known) => known.name === name);
  if (command === undefined)
    return err(usage(name === undefined ? 'A command is missing' : 'There is no such command'));
  const parsed = parseCommand(command, args);
  if (parsed.isErr()) return err(parsed.error);
  if (parsed.value.values.help === true) return show(stdout, commandHelp(command));
  return command.run({ ...parsed.value, surroundings });
}

async function show(stdout: Surroundings['stdout'], text: string): Promise<Result<ExitStatus, Failure>> {
  await new StandardOutput(stdout).write(text);
  return ok(0);
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

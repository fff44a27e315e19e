import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownLog, TurnReport, VerificationProgress } from '@auditrail/postgres';
import { err, ok, type Result } from 'neverthrow';
import { printLines } from '../command-line/print-lines.js';
import { readWholeNumber } from '../command-line/read-whole-number.js';
import type { Surroundings } from '../command-line/surroundings.js';
import { describeFailure } from '../failure/describe-failure.js';
import { exitStatusOf, type ExitStatus } from '../failure/exit-status.js';
import { usage, type Failure } from '../failure/failure.js';
import type { GeneralValues } from '../command-line/general-options.js';
import { describeProblems } from '../log/describe-problems.js';
import { withStore } from '../log/with-store.js';
import { withOutput } from '../output/with-output.js';

/** The options of the command that are about it. */
interface WatchValues extends GeneralValues {
  readonly 'within-days'?: string | undefined;
  readonly 'interval-ms'?: string | undefined;
  readonly state?: string | undefined;
}

/** Verifies turn after turn until it is interrupted, and says what it finds once. */
export async function watchLog(
  values: WatchValues,
  surroundings: Surroundings,
  /** Asked at each turn, because the sealer publishes on. */
  readLog: () => Promise<Result<KnownLog, Failure>>,
): Promise<Result<ExitStatus, Failure>> {
  const withinDays = readWholeNumber('within-days', values['within-days'] ?? '30');
  if (withinDays.isErr()) return err(withinDays.error);
  const intervalMs = readWholeNumber('interval-ms', values['interval-ms'] ?? '60000');
  if (intervalMs.isErr()) return err(intervalMs.error);
  const { state: stateFile } = values;
  const read = await readProgress(stateFile);
  if (read.isErr()) return err(read.error);
  let progress = read.value;
  const { stdout, stderr, interruption } = surroundings;
  const told = new Set<string>();
  return withStore(values, surroundings, async (store) => {
    while (!interruption.aborted) {
      const log = await readLog();
      const turn = await log.asyncAndThen((known) =>
        store.verifyInTurn({ ...known, withinDays: withinDays.value, progress }),
      );
      if (turn.isErr()) {
        // What is wrong with a key, an option or the state stays wrong.
        if (exitStatusOf(turn.error) === 2) return err(turn.error);
        stderr.write(describeFailure(turn.error));
      } else {
        const isFirst = progress === undefined;
        progress = turn.value.progress;
        const lines = describeProblems(turn.value.problems, turn.value.problemCount).filter((line) => !told.has(line));
        for (const line of lines) told.add(line);
        await printLines(stdout, [...lines, ...(isFirst || lines.length > 0 ? [summary(turn.value)] : [])]);
        const kept = await keepProgress(stateFile, progress, surroundings);
        if (kept.isErr()) return err(kept.error);
      }
      await sleep(intervalMs.value, undefined, { signal: interruption }).catch(() => undefined);
    }
    return ok(told.size === 0 ? 0 : 1);
  });
}

function summary({ holds, size, verified, reread, problemCount }: TurnReport): string {
  const count = (number: number) => number.toLocaleString('en');
  return `${holds ? 'holds' : 'does not hold'}: of ${count(size)} events ${count(verified)} read and ${count(reread)} read again, ${count(problemCount)} problems`;
}

async function readProgress(file: string | undefined): Promise<Result<VerificationProgress | undefined, Failure>> {
  if (file === undefined) return ok(undefined);
  try {
    const progress = JSON.parse(await readFile(file, 'utf8')) as Partial<VerificationProgress> | null;
    const { position, roundStartedAt, checkpoint } = progress ?? {};
    const isProgress =
      Number.isSafeInteger(position) &&
      Number(position) >= 0 &&
      Date.parse(String(roundStartedAt)) <= Date.now() &&
      (checkpoint === undefined || typeof checkpoint === 'string');
    return isProgress ? ok(progress as VerificationProgress) : err(usage('The file of --state is none that was kept'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(undefined);
    return err(usage('The file of --state cannot be read'));
  }
}

async function keepProgress(
  file: string | undefined,
  progress: VerificationProgress,
  surroundings: Surroundings,
): Promise<Result<void, Failure>> {
  if (file === undefined) return ok();
  return withOutput(file, surroundings, async (output) => {
    await output.write(`${JSON.stringify(progress)}\n`);
    return ok(undefined);
  });
}

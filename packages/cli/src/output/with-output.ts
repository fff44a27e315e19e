import { err, type Result } from 'neverthrow';
import type { Surroundings } from '../command-line/surroundings.js';
import { CommandError } from '../failure/command-error.js';
import type { Failure } from '../failure/failure.js';
import { BufferedOutput } from './buffered-output.js';
import { OutputFile } from './output-file.js';
import { isBrokenPipe } from './is-broken-pipe.js';
import type { Output } from './output.js';
import { StandardOutput } from './standard-output.js';

/** Runs work that writes to a file, or to stdout without one; finishes the output, or discards it when the work fails. */
export async function withOutput<Value>(
  path: string | undefined,
  { stdout, interruption }: Surroundings,
  work: (output: Output) => Promise<Result<Value, Failure>>,
): Promise<Result<Value, Failure>> {
  let output: Output | undefined;
  try {
    output = new BufferedOutput(
      path === undefined ? new StandardOutput(stdout) : await OutputFile.create(path, interruption),
    );
    const done = await work(output);
    if (done.isOk()) await output.finish();
    return done;
  } catch (error) {
    return err(asFailure(error));
  } finally {
    output?.discard();
  }
}

/** Tells a failure of the file system or the stream, which has an errno, from a fault of the program. */
function asFailure(error: unknown): Failure {
  if (error instanceof CommandError) return error;
  if (!(error instanceof Error) || !('errno' in error) || isBrokenPipe(error)) throw error;
  return new CommandError('OUTPUT_FAILED', 'The output could not be written', { cause: error });
}

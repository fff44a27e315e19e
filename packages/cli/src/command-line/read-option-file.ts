import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from 'neverthrow';
import { CommandError } from '../failure/command-error.js';
import type { Failure } from '../failure/failure.js';

/** The text of the file that an option names. */
export async function readOptionFile(option: string, file: string): Promise<Result<string, Failure>> {
  try {
    return ok(await readFile(file, 'utf8'));
  } catch (cause) {
    return err(new CommandError('USAGE', `The file of --${option} cannot be read`, { cause }));
  }
}

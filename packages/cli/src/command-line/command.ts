import type { Result } from 'neverthrow';
import type { ExitStatus } from '../failure/exit-status.js';
import type { Failure } from '../failure/failure.js';
import type { GeneralValues } from './general-options.js';
import type { OptionTable, OptionValues } from './option.js';
import type { Surroundings } from './surroundings.js';

/** A command as it was called. */
export interface Invocation<Options extends OptionTable = OptionTable> {
  readonly values: OptionValues<Options> & GeneralValues;
  /** As many as the command has operands. */
  readonly operands: readonly string[];
  readonly surroundings: Surroundings;
}

/** One of the things that `auditrail` does. */
export interface Command<Options extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What one has to know before one runs it, in paragraphs. */
  readonly about: readonly string[];
  /** The names of its operands; all must be given. */
  readonly operands: readonly string[];
  readonly options: Options;
  /** Command lines, with what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  run(invocation: Invocation<Options>): Promise<Result<ExitStatus, Failure>>;
}

/** Declares a command whose options are known to the compiler. */
export function defineCommand<const Options extends OptionTable>(command: Command<Options>): Command {
  return command;
}

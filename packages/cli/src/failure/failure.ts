import type { AuditError } from '@auditrail/core';
import { CommandError } from './command-error.js';

/** Why a command did not do what it was told. */
export type Failure = AuditError | CommandError;

/** A command that was not understood. */
export function usage(message: string): CommandError {
  return new CommandError('USAGE', message);
}

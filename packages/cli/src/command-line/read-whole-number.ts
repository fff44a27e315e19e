import { err, ok, type Result } from 'neverthrow';
import { usage, type Failure } from '../failure/failure.js';

/** Reads the value of an option that is a whole number. */
export function readWholeNumber(option: string, value: string): Result<number, Failure> {
  return /^\d{1,9}$/.test(value) ? ok(Number(value)) : err(usage(`--${option} is a whole number`));
}

import { err, ok, type Result } from 'neverthrow';
import { usage, type Failure } from '../failure/failure.js';

/** Reads the value of an option that has a few; the first one is the default. */
export function readChoice<const Name extends string>(
  option: string,
  value: string | undefined,
  choices: readonly [Name, ...Name[]],
): Result<Name, Failure> {
  const chosen = value === undefined ? choices[0] : choices.find((choice) => choice === value);
  return chosen === undefined ? err(usage(`--${option} is one of ${choices.join(', ')}`)) : ok(chosen);
}

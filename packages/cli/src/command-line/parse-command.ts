import { parseArgs } from 'node:util';
import { err, ok, type Result } from 'neverthrow';
import { usage, type Failure } from '../failure/failure.js';
import type { Command, Invocation } from './command.js';
import { generalOptions } from './general-options.js';

/** Reads the arguments of a command; a call for help is never wrong. Fails with USAGE, and never repeats a value. */
export function parseCommand(
  { name, operands, options }: Command,
  args: readonly string[],
): Result<Omit<Invocation, 'surroundings'>, Failure> {
  const parsed = parse([...args], { ...generalOptions, ...options });
  if (parsed.isErr()) return err(parsed.error);
  const { values, positionals } = parsed.value;
  const found: Omit<Invocation, 'surroundings'> = { values, operands: positionals };
  if (found.values.help === true || positionals.length === operands.length) return ok(found);
  const wanted = operands.length === 0 ? 'no arguments' : operands.join(' ');
  return err(usage(`${name} takes ${wanted}, and options that begin with --`));
}

type Parsed = ReturnType<typeof parseStrictly>;

function parse(args: string[], options: Command['options']): Result<Parsed, Failure> {
  try {
    return ok(parseStrictly(args, options));
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    if (!error.code.startsWith('ERR_PARSE_ARGS_')) throw error;
    // The first sentence names the option; the others are hints for programmers.
    return err(usage(error.message.split(/\. |\n/)[0] ?? ''));
  }
}

function parseStrictly(args: string[], options: Command['options']) {
  const configured = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [name, { type, ...(short !== undefined && { short }) }]),
  );
  const { values, positionals } = parseArgs({ args, options: configured, allowPositionals: true, strict: true });
  return { values: values as Readonly<Record<string, string | boolean | undefined>>, positionals };
}

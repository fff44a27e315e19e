import type { Demo } from './demo.js';

/** What a demonstration is started with. */
export interface StartOptions {
  /** End after the tour. */
  readonly once: boolean;
  readonly help: boolean;
  /** The port to listen on; 0 for a free one. */
  readonly port: number;
  /** The database to use; a temporary one when undefined. */
  readonly databaseUrl: string | undefined;
}

/** The help of a demonstration. */
export function describeUsage({ title, command }: Demo): string {
  return `${title}. Takes you on a tour, then keeps serving.

Usage: ${command} [-- <options>]

  --once   end after the tour; the exit code is 1 if a promise was broken
  --help   print this

Environment:
  DATABASE_URL   use this PostgreSQL database instead of a temporary one
  PORT           listen on this port of 127.0.0.1 instead of a free one
  NO_COLOR       print without colours`;
}

const flags = ['--once', '--help'];

/** Reads command line and environment; a text says what does not make sense. */
export function parseStartOptions(args: readonly string[], environment: NodeJS.ProcessEnv): StartOptions | string {
  const unknown = args.find((arg) => !flags.includes(arg));
  if (unknown !== undefined) return `Unknown option: ${unknown}`;

  const port = Number(environment['PORT'] ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return 'PORT must be a number from 0 to 65535.';
  // Empty means unset, as it does to psql.
  const databaseUrl = environment['DATABASE_URL'] === '' ? undefined : environment['DATABASE_URL'];
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl))
    return 'DATABASE_URL must begin with postgres://.';

  return {
    once: args.includes('--once'),
    help: args.includes('--help'),
    port,
    databaseUrl,
  };
}

import { parseArgs } from 'node:util';

export const groupNames = ['http', 'redact', 'store', 'sequelize', 'proof'] as const;
export type GroupName = (typeof groupNames)[number];

export const postgresVersions = ['18', '15'] as const;
export type PostgresVersion = (typeof postgresVersions)[number];

/** What one run is asked to do. */
export interface CommandLine {
  readonly groups: readonly GroupName[];
  readonly isQuick: boolean;
  readonly postgresVersions: readonly PostgresVersion[];
  /** How many events the log holds that pages are read from. */
  readonly events: number;
  /** A file for the results as JSON; `-` is stdout, without the tables. */
  readonly jsonFile: string | undefined;
  readonly writesDocs: boolean;
  readonly asksForHelp: boolean;
}

const defaultEvents = 200_000;

export const usage = `npm run bench [-- [<group> …] [options]]

Groups, all by default: ${groupNames.join(', ')}

  --quick               few short rounds: shows that everything runs, not how fast
  --postgres <version>  ${postgresVersions.join(' or ')} for the group sequelize, may be repeated; ${postgresVersions[0]} by default
  --events <n>          how large the log of the group store is from which pages are read; ${defaultEvents} by default
  --json <file>         writes the results as JSON; - writes them to stdout instead of the tables
  --write-docs          writes docs/benchmarks.md from this run
  --help                shows this
`;

/** Throws a TypeError that names what cannot be understood. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      postgres: { type: 'string', multiple: true, default: [postgresVersions[0]] },
      events: { type: 'string', default: String(defaultEvents) },
      json: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    groups: positionals.length === 0 ? groupNames : choose('group', groupNames, positionals),
    isQuick: values.quick,
    postgresVersions: choose('PostgreSQL version', postgresVersions, values.postgres),
    events: parseCount(values.quick && values.events === String(defaultEvents) ? '2000' : values.events),
    jsonFile: values.json,
    writesDocs: values['write-docs'],
    asksForHelp: values.help,
  };
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new TypeError(`--events ${text} is not a positive whole number`);
  return count;
}

function choose<Name extends string>(what: string, known: readonly Name[], asked: readonly string[]): readonly Name[] {
  const unknown = asked.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) throw new TypeError(`There is no ${what} "${unknown}", only ${known.join(', ')}`);
  return known.filter((name) => asked.includes(name));
}

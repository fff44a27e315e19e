import { parseArgs } from 'node:util';

export const groupNames = ['http', 'record', 'sequelize'] as const;
export type GroupName = (typeof groupNames)[number];

export const postgresVersions = ['18', '15'] as const;
export type PostgresVersion = (typeof postgresVersions)[number];

/** What one run is asked to do. */
export interface CommandLine {
  readonly groups: readonly GroupName[];
  readonly isQuick: boolean;
  readonly postgresVersions: readonly PostgresVersion[];
  /** A file for the results as JSON; `-` is stdout, without the tables. */
  readonly jsonFile: string | undefined;
  readonly writesDocs: boolean;
  readonly asksForHelp: boolean;
}

export const usage = `npm run bench [-- [<group> …] [options]]

Groups, all by default: ${groupNames.join(', ')}

  --quick               few short rounds: shows that everything runs, not how fast
  --postgres <version>  ${postgresVersions.join(' or ')} for the group sequelize, may be repeated; ${postgresVersions[0]} by default
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
      json: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    groups: positionals.length === 0 ? groupNames : choose('group', groupNames, positionals),
    isQuick: values.quick,
    postgresVersions: choose('PostgreSQL version', postgresVersions, values.postgres),
    jsonFile: values.json,
    writesDocs: values['write-docs'],
    asksForHelp: values.help,
  };
}

function choose<Name extends string>(what: string, known: readonly Name[], asked: readonly string[]): readonly Name[] {
  const unknown = asked.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) throw new TypeError(`There is no ${what} "${unknown}", only ${known.join(', ')}`);
  return known.filter((name) => asked.includes(name));
}

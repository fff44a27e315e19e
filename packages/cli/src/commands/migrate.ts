import { printMigrations, type MigrationReport } from '@auditrail/postgres';
import { err, ok, type Result } from 'neverthrow';
import { readWholeNumber } from '../command-line/read-whole-number.js';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { usage, type Failure } from '../failure/failure.js';
import { readRoles } from '../log/read-roles.js';
import { withStore } from '../log/with-store.js';
import { StandardOutput } from '../output/standard-output.js';

export const migrate = defineCommand({
  name: 'migrate',
  summary: 'Bring the schema of the log up to date',
  about: [
    'Applies the migrations that are missing, brings the roles back to exactly their rights, and makes the partitions of the next twelve months. Run it at each deployment; it is safe to run twice, and from several places at once.',
    "Connect as a superuser, as a member of the log's owner or, the first time, as a role with CREATEROLE and CREATE on the database.",
  ],
  operands: [],
  options: {
    roles: {
      type: 'string',
      value: 'ROLES',
      help: 'Who does what: single (one role everything, the default at first), separate (auditrail_owner, _writer, _sealer, _reader, _maintainer), or separate ones with names: owner=log_owner,writer=log_writer',
    },
    print: { type: 'boolean', help: 'Print the SQL for another tool, and connect to nothing' },
    since: { type: 'string', value: 'VERSION', help: 'With --print: only what comes after this version of the schema' },
  },
  examples: [
    ['auditrail migrate', 'Install the log, or bring it up to date'],
    ['auditrail migrate --roles separate', 'Give every purpose a role of its own, from now on'],
    ['auditrail migrate --print --since 4 > audit-log.sql', 'What a new version adds, for Flyway, dbmate or psql'],
  ],
  async run({ values, surroundings }) {
    const roles = values.roles === undefined ? ok(undefined) : readRoles(values.roles);
    const since = readWholeNumber('since', values.since ?? '0');
    if (roles.isErr()) return err(roles.error);
    if (since.isErr()) return err(since.error);
    if (values.print === true) {
      const script = await print({ schema: values.schema, roles: roles.value, since: since.value });
      if (script.isErr()) return err(script.error);
      await new StandardOutput(surroundings.stdout).write(script.value);
      return ok(0);
    }
    if (values.since !== undefined) return err(usage('--since goes with --print'));
    return withStore(values, surroundings, async (store) => {
      const migrated = await store.migrate(roles.value === undefined ? {} : { roles: roles.value });
      if (migrated.isErr()) return err(migrated.error);
      await printLines(surroundings.stdout, describe(migrated.value));
      return ok(0);
    });
  },
});

async function print(options: Parameters<typeof printMigrations>[0]): Promise<Result<string, Failure>> {
  return printMigrations(options);
}

function describe({ migrations, partitions, roles }: MigrationReport): readonly string[] {
  return [
    `migrations applied: ${migrations.length === 0 ? 'none' : migrations.join(', ')}`,
    `partitions made: ${partitions.length}`,
    `roles: ${roles === 'single' ? 'single' : Object.values(roles).join(', ')}`,
  ];
}

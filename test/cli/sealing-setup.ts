import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMigratedDatabase } from '../postgres/audit-database.js';
import { sampleEvent } from '../postgres/sample-event.js';
import { postgresVersions, type PostgresVersion } from '../postgres-server/test-database.js';
import { startAuditrail } from './run-auditrail.js';
import { runInProcess } from './run-in-process.js';

/** A log, a folder for its keys, its anchor and what is exported, and the commands that everybody uses with them. */
export type SealingSetup = Awaited<ReturnType<typeof createSealingSetup>>;

export async function createSealingSetup() {
  const database = await createMigratedDatabase(postgresVersions.at(-1) as PostgresVersion);
  const directory = await mkdtemp(join(tmpdir(), 'auditrail-sealing-'));
  const environment = { DATABASE_URL: database.connectionString };
  const run = (...args: readonly string[]) => runInProcess(args, environment);
  const file = (name: string) => join(directory, name);
  return {
    database,
    directory,
    file,
    run,
    start: (...args: readonly string[]) => startAuditrail(args, environment),
    sealing: ['seal', '--key-file', file('sealer.key'), '--anchor', file('anchor.jsonl')],
    verifying: ['verify', '--key-file', file('sealer.pub'), '--anchor', file('anchor.jsonl')],
    /** Makes `<name>.key` and `<name>.pub`. */
    makeKey: async (name: string, origin: string) => {
      const made = await run('keygen', origin, '--output', file(`${name}.key`));
      await writeFile(file(`${name}.pub`), made.stdout);
      return made;
    },
    append: async (count: number) => {
      const events = Array.from({ length: count }, () => sampleEvent());
      (await database.store.append(events))._unsafeUnwrap();
    },
    /** Changes a column of the event at a position, as only the owner can. */
    tamperWith: async (position: number) => {
      await database.sql(`DO $$ DECLARE relation regclass; BEGIN
        FOR relation IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'auditrail.event'::regclass
        LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', relation); END LOOP; END $$;
        ALTER TABLE auditrail.event DISABLE TRIGGER ALL`);
      await database.sql(
        `UPDATE auditrail.event SET db_role = 'somebody'
         WHERE id = (SELECT id FROM auditrail.tree_leaf WHERE position = $1)`,
        [position],
      );
    },
    close: async () => {
      await database.close();
      await rm(directory, { recursive: true });
    },
  };
}

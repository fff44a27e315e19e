import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateNoteKey, LogVerifier } from '@auditrail/integrity';
import { FileCheckpointAnchor, Sealer, type SealerOptions } from '@auditrail/postgres';
import pg from 'pg';
import type { PostgresVersion } from '../../postgres-server/test-database.js';
import { createMigratedDatabase } from '../audit-database.js';

export const origin = 'audit.test/log';

/** A database with a log, and all that it takes to seal it. */
export type SealedDatabase = Awaited<ReturnType<typeof createSealedDatabase>>;

export async function createSealedDatabase(version: PostgresVersion) {
  const database = await createMigratedDatabase(version);
  const folder = await mkdtemp(join(tmpdir(), 'auditrail-anchor-'));
  const anchorPath = join(folder, 'checkpoints.jsonl');
  const anchor = new FileCheckpointAnchor(anchorPath);
  const { privateKey: key, verifierKey } = generateNoteKey(origin);
  const sealers: Sealer[] = [];
  const verifier = LogVerifier.create({ origin, keys: [verifierKey] });
  if (!verifier.ok) throw new Error(verifier.failure.message);
  const withServer = async (work: (client: pg.Client) => Promise<unknown>) => {
    const client = new pg.Client({
      connectionString: database.connectionString.replace(`/${database.database}?`, '/postgres?'),
    });
    await client.connect();
    await work(client).finally(() => client.end());
  };
  return {
    ...database,
    folder,
    anchor,
    anchorPath,
    key,
    verifierKey,
    verifier: verifier.value,
    openSealer: (options: Partial<SealerOptions> = {}) => {
      const { connectionString } = database;
      const sealer = new Sealer({ connectionString, key, verifierKey, anchor, ...options });
      sealers.push(sealer);
      return sealer;
    },
    /** Positions from 0 on, of the events' ids. */
    leaves: async () =>
      (await database.sql('SELECT position::int AS position, id FROM auditrail.tree_leaf ORDER BY position')).map(
        (row) => row as { readonly position: number; readonly id: string },
      ),
    /** Copies the files of the database as they are on the disk; nobody is connected to it meanwhile. */
    copyTo: async (name: string) => {
      await withServer(async (client) => {
        await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database.database}'`,
        );
        await client.query(`CREATE DATABASE ${name} TEMPLATE ${database.database} STRATEGY file_copy`);
      });
    },
    dropCopy: (name: string) => withServer((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
    close: async () => {
      await Promise.all(sealers.map((sealer) => sealer.close()));
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}

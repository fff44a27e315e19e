import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { AuditError } from '@auditrail/core';
import { ResultAsync } from 'neverthrow';

/** One numbered step of the schema. Once released its text never changes. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** SQL with `:"schema"` and `:'schema'` where the schema's name goes. */
  readonly sql: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly checksum: string;
}

/** The version of the schema that this package is written for. */
export const schemaVersion = 9;

const folder = new URL('../../sql/', import.meta.url);

/** Reads the migrations that come with this package, in order; fails with SCHEMA_MISSING where its files are not. */
export function readMigrations(): ResultAsync<readonly Migration[], AuditError> {
  return ResultAsync.fromPromise(
    readFolder(),
    (cause) => new AuditError('SCHEMA_MISSING', 'The sql folder of @auditrail/postgres cannot be read', { cause }),
  );
}

async function readFolder(): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file)).sort();
  return Promise.all(files.map(readMigration));
}

async function readMigration(file: string): Promise<Migration> {
  const sql = await readFile(new URL(file, folder), 'utf8');
  return {
    version: Number(file.slice(0, 4)),
    name: file.slice(5, -'.sql'.length),
    sql,
    checksum: createHash('sha256').update(sql).digest('hex'),
  };
}

import { mkdir } from 'node:fs/promises';
import { AuditError } from '@auditrail/core';
import { err, type Result } from 'neverthrow';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import { firstDayOf } from '../maintenance/month.js';
import { explainRefusal } from '../maintenance/retention-refusal.js';
import { nameMissingRole } from '../roles/name-missing-role.js';
import type { RolePurpose } from '../roles/role-purpose.js';
import { prepareChange } from '../schema/prepare-change.js';
import type { SchemaName } from '../schema/schema-name.js';
import { utcText } from '../query/utc-text.js';
import { ArchiveFile, syncDirectory } from './archive-file.js';
import type { ArchiveManifest } from './archive-manifest.js';
import { exportEvents } from './export-events.js';

export interface ArchiveOptions {
  /** Where the files go; made where it does not exist. */
  readonly directory: string;
  /** Called with the number of events written so far, at least once. */
  readonly onProgress?: ((events: number) => void) | undefined;
}

/**
 * Writes a month's events into files and registers them. One snapshot serves the export and the registration, and the
 * registration is committed only after the files have their names: what is registered is there.
 */
export async function archiveMonth(
  pool: ConnectionPool,
  schema: SchemaName,
  month: string,
  { directory, onProgress }: ArchiveOptions,
): Promise<Result<ArchiveManifest, AuditError>> {
  const firstDay = firstDayOf(month);
  if (firstDay.isErr()) return err(firstDay.error);
  if (typeof directory !== 'string' || directory === '') {
    return err(new AuditError('OPTIONS_INVALID', 'directory must be the path of a directory'));
  }
  const archived = await pool.transaction(async (execute) => {
    await execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await prepareChange(execute);
    return onDisk(async () => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      return withFiles(directory, month, async (files) => {
        const exported = await as('reader', exportEvents(execute, schema, firstDay.value, files, onProgress));
        const manifest: ArchiveManifest = {
          v: 1,
          month,
          ...(await readOrigin(execute, schema)),
          ...exported.summary,
          bodies: { file: files.bodies.name, sha256: await files.bodies.finish() },
          facts: { file: files.facts.name, sha256: await files.facts.finish() },
          bodiesSha256: exported.bodiesSha256,
        };
        await files.manifest.write(`${JSON.stringify(manifest, null, 2)}\n`);
        await files.manifest.finish();
        await as('maintainer', register(execute, schema, firstDay.value, manifest));
        for (const file of [files.bodies, files.facts, files.manifest]) await file.publish();
        await syncDirectory(directory);
        return manifest;
      });
    });
  });
  return archived.mapErr(explainRefusal);
}

/** The files of an archive. */
interface ArchiveFiles {
  readonly bodies: ArchiveFile;
  readonly facts: ArchiveFile;
  readonly manifest: ArchiveFile;
}

async function withFiles<Value>(
  directory: string,
  month: string,
  work: (files: ArchiveFiles) => Promise<Value>,
): Promise<Value> {
  const started: ArchiveFile[] = [];
  const start = async (name: string): Promise<ArchiveFile> => {
    const file = await ArchiveFile.create(directory, name);
    started.push(file);
    return file;
  };
  try {
    return await work({
      bodies: await start(`${month}.jsonl`),
      facts: await start(`${month}.facts.jsonl`),
      manifest: await start(`${month}.manifest.json`),
    });
  } finally {
    for (const file of started) await file.discard();
  }
}

/** Tells a failure of the file system from one of the database. */
async function onDisk<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AuditError) throw error;
    throw new AuditError('ARCHIVE_FAILED', 'The archive could not be written', { cause: error });
  }
}

/** Makes a refusal name the role that part of an archive needs: one reads, another registers. */
async function as<Value>(purpose: RolePurpose, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof AuditError ? nameMissingRole(purpose)(error) : error;
  }
}

async function readOrigin(
  execute: Execute,
  schema: SchemaName,
): Promise<Pick<ArchiveManifest, 'installation' | 'archivedAt'>> {
  const { rows } = await execute(
    `SELECT id, ${utcText('clock_timestamp()', 'MS')} AS archived_at FROM ${schema.identifier}.installation`,
  );
  return { installation: rows[0]?.['id'] ?? '', archivedAt: rows[0]?.['archived_at'] ?? '' };
}

async function register(
  execute: Execute,
  schema: SchemaName,
  firstDay: string,
  { events, bodiesSha256, bodies }: ArchiveManifest,
): Promise<void> {
  await execute(`SELECT ${schema.identifier}.register_archive($1, $2, $3, $4)`, [
    firstDay,
    events,
    bodiesSha256,
    bodies.sha256,
  ]);
}

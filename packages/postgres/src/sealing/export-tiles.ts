import { AuditError } from '@auditrail/core';
import {
  CompactRange,
  encodeEntryBundle,
  encodeTile,
  entryBundlePath,
  parseCheckpoint,
  tilePath,
  tilesOf,
  tileWidth,
  type Checked,
  type Checkpoint,
} from '@auditrail/integrity';
import type { Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { StoredTree } from './stored-tree.js';
import { TileDirectory } from './tile-directory.js';

export interface ExportTilesOptions {
  /** Where the tiles go; made where it does not exist. An earlier export of the log there grows. */
  readonly directory: string;
  /** Called with the number of leaves written so far, and how many there are. */
  readonly onProgress?: ((position: number, size: number) => void) | undefined;
}

/**
 * Writes the log as C2SP tlog-tiles: entries, tiles, and last the checkpoint that covers them. What an earlier export has
 * written in full is not written again.
 */
export async function exportTiles(
  pool: ConnectionPool,
  schema: SchemaName,
  { directory, onProgress }: ExportTilesOptions,
): Promise<Result<Checkpoint, AuditError>> {
  return pool.transaction(async (execute) => {
    await execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    await execute('SET LOCAL statement_timeout = 0');
    const { rows } = await execute(`SELECT note FROM ${schema.identifier}.checkpoint ORDER BY size DESC LIMIT 1`);
    if (rows[0] === undefined) throw new AuditError('EVENT_NOT_SEALED', 'Nothing of the log has been signed yet');
    const note = columnText(rows[0], 'note');
    const parsed = checkpointIn(note);
    if (!parsed.ok) {
      const problem = `The last checkpoint in the database does not hold: ${parsed.failure.code}`;
      throw new AuditError('ANCHOR_FAILED', problem);
    }
    const { value: checkpoint } = parsed;
    const { size } = checkpoint;
    await onDisk(async () => {
      const [target, tree] = [new TileDirectory(directory), new StoredTree(execute, schema, size)];
      await refuseAnotherLog(target, tree, checkpoint);
      await writeEntries(execute, schema, target, size, onProgress);
      await writeTiles(tree, target, size);
      await target.write('checkpoint', note);
    });
    return checkpoint;
  });
}

/** What a note says: whether it was signed is for whoever reads the tiles to find out. */
function checkpointIn(note: string): Checked<Checkpoint> {
  return parseCheckpoint(note.slice(0, note.indexOf('\n\n') + 1));
}

/** Full tiles are not written again, so what is there already must be the beginning of this log. */
async function refuseAnotherLog(target: TileDirectory, tree: StoredTree, { origin, size }: Checkpoint): Promise<void> {
  const there = await target.read('checkpoint');
  if (there === undefined) return;
  const earlier = checkpointIn(Buffer.from(there).toString());
  if (!earlier.ok) throw new AuditError('ARCHIVE_FAILED', "The directory's own checkpoint cannot be read");
  const isLonger = earlier.value.origin !== origin || earlier.value.size > size;
  const root = isLonger
    ? undefined
    : new CompactRange(earlier.value.size, await tree.readSubtrees(earlier.value.size)).root();
  if (root !== undefined && Buffer.compare(root, earlier.value.root) === 0) return;
  throw new AuditError('ARCHIVE_FAILED', 'The directory has the tiles of another log, or of more of this one');
}

const bundlesPerPage = 16;

async function writeEntries(
  execute: Execute,
  schema: SchemaName,
  target: TileDirectory,
  size: number,
  onProgress: ExportTilesOptions['onProgress'],
): Promise<void> {
  const bundles = Math.ceil(size / tileWidth);
  for (let first = 0; first < bundles; first += bundlesPerPage) {
    const indexes = Array.from({ length: Math.min(bundlesPerPage, bundles - first) }, (_, at) => first + at);
    const isThere = await Promise.all(indexes.map((index) => target.has(entryBundlePath(index, tileWidth))));
    const due = indexes.filter((_, at) => isThere[at] !== true);
    const [from, to] = [(due[0] ?? 0) * tileWidth, Math.min(size, ((due.at(-1) ?? -1) + 1) * tileWidth)];
    const entriesDue = due.length === 0 ? [] : await readEntries(execute, schema, from, to);
    for (const index of due) {
      const begin = index * tileWidth - from;
      const entries = entriesDue.slice(begin, begin + tileWidth);
      await target.write(entryBundlePath(index, entries.length), encodeEntryBundle(entries));
      if (entries.length === tileWidth) await target.removePartial(entryBundlePath(index, tileWidth));
    }
    onProgress?.(Math.min(size, (first + indexes.length) * tileWidth), size);
  }
}

async function readEntries(
  execute: Execute,
  schema: SchemaName,
  from: number,
  to: number,
): Promise<readonly Uint8Array[]> {
  const { rows } = await execute(
    `SELECT entry FROM ${schema.identifier}.tree_leaf WHERE position >= $1 AND position < $2 ORDER BY position`,
    [from, to],
  );
  if (rows.length !== to - from) throw new AuditError('LOG_FORKED', 'The log lacks leaves that were signed');
  return rows.map((row) => Buffer.from(columnText(row, 'entry')));
}

async function writeTiles(tree: StoredTree, target: TileDirectory, size: number): Promise<void> {
  for (const { level, index, width } of tilesOf(size)) {
    const path = tilePath({ level, index, width });
    if (width === tileWidth && (await target.has(path))) continue;
    await target.write(path, encodeTile(await tree.readTile({ level, index: index * tileWidth, count: width })));
    if (width === tileWidth) await target.removePartial(path);
  }
}

/** Tells a failure of the file system from one of the database. */
async function onDisk(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AuditError) throw error;
    throw new AuditError('ARCHIVE_FAILED', 'The tiles could not be written', { cause: error });
  }
}

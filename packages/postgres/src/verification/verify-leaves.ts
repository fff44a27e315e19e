import type { AuditError } from '@auditrail/core';
import { leafHash, tileWidth, type CompactRange, type Hash } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { CheckpointComparison } from './checkpoint-comparison.js';
import { compareLeaf } from './compare-leaf.js';
import type { Problem } from './problem.js';
import type { ProblemList } from './problem-list.js';
import { readLeaves, type LeafRow } from './read-leaves.js';
import type { SignedCheckpoint } from './signed-checkpoints.js';
import { readTileHashes } from './tile-hashes.js';

/** What is known once every leaf has been looked at. */
export interface VerifiedLeaves {
  readonly archived: number;
  readonly lastHolding: string | undefined;
}

const leavesPerPage = 4 * tileWidth;

/**
 * Reads the leaves from where a tree has grown to, with their events, compares both, and lets the tree grow. A leaf that
 * is not there counts as what its tile says, so that one hole does not hide what is behind it.
 */
export async function verifyLeaves(
  source: { readonly pool: ConnectionPool; readonly schema: SchemaName; readonly size: number },
  tree: CompactRange,
  checkpoints: readonly SignedCheckpoint[],
  problems: ProblemList,
  onProgress: ((position: number, size: number) => void) | undefined,
): Promise<Result<VerifiedLeaves, AuditError>> {
  const { pool, schema, size } = source;
  const comparison = new CheckpointComparison(checkpoints, tree.size, problems);
  let archived = 0;
  while (tree.size < size) {
    const from = tree.size;
    const to = Math.min(size, from - (from % tileWidth) + leavesPerPage);
    const read = await readLeaves(pool, schema, from, to);
    if (read.isErr()) return err(read.error);
    const tiles = await readTileHashes(pool, schema, from, to);
    if (tiles.isErr()) return err(tiles.error);
    const unreadable = new Set(read.value.unreadable);
    const rows = new Map(read.value.rows.map((row) => [Number(row['position']), row]));
    for (let position = from; position < to; position += 1) {
      const row = rows.get(position);
      const leaf = row && leafHash(Buffer.from(columnText(row, 'entry')));
      const isArchived = row?.['body'] === null && row['is_archived'] === 't';
      if (isArchived) archived += 1;
      for (const problem of problemsAt(position, row, unreadable.has(position))) problems.add(problem);
      for (const problem of problemsOfPlace(position, row?.['id'] ?? undefined, leaf, tiles.value))
        problems.add(problem);
      tree.append(leaf ?? tiles.value.get(position) ?? unknownLeaf);
      comparison.compare(tree);
    }
    onProgress?.(tree.size, size);
  }
  return ok({ archived, lastHolding: comparison.lastHolding });
}

// A leaf that is gone without a tile makes every later checkpoint fail: what was signed cannot be shown any more.
const unknownLeaf: Hash = Buffer.alloc(32);

function problemsAt(position: number, row: LeafRow | undefined, isUnreadable: boolean): readonly Problem[] {
  if (isUnreadable) {
    const id = row?.['id'] ?? undefined;
    return [{ kind: 'unreadable', position, ...(id !== undefined && { id }), detail: 'the database cannot read it' }];
  }
  return row === undefined ? [{ kind: 'missing', position, detail: 'the leaf is gone' }] : compareLeaf(row);
}

/** Whether the leaf is the one that its tile has at this position. */
function problemsOfPlace(
  position: number,
  id: string | undefined,
  leaf: Hash | undefined,
  tiles: ReadonlyMap<number, Hash>,
): readonly Problem[] {
  const sealed = tiles.get(position);
  if (leaf === undefined || sealed === undefined || Buffer.compare(leaf, sealed) === 0) return [];
  const isElsewhere = [...tiles.values()].some((hash) => Buffer.compare(hash, leaf) === 0);
  const detail = isElsewhere ? 'the leaf was sealed at another position' : 'the leaf is not the one that was sealed';
  return [{ kind: isElsewhere ? 'reordered' : 'altered', position, ...(id !== undefined && { id }), detail }];
}

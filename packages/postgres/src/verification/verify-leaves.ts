import type { AuditError } from '@auditrail/core';
import { tileWidth, type CompactRange, type Hash } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { CheckpointComparison } from './checkpoint-comparison.js';
import { examineLeaves } from './leaf-problems.js';
import type { ProblemList } from './problem-list.js';
import { readLeaves } from './read-leaves.js';
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
    for (const { position, leaf, isArchived, problems: found } of examineLeaves(read.value, tiles.value, from, to)) {
      if (isArchived) archived += 1;
      for (const problem of found) problems.add(problem);
      tree.append(leaf ?? tiles.value.get(position) ?? unknownLeaf);
      comparison.compare(tree);
    }
    onProgress?.(tree.size, size);
  }
  return ok({ archived, lastHolding: comparison.lastHolding });
}

// A leaf that is gone without a tile makes every later checkpoint fail: what was signed cannot be shown any more.
const unknownLeaf: Hash = Buffer.alloc(32);

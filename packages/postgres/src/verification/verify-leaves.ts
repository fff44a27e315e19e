import type { AuditError } from '@auditrail/core';
import { tileWidth, type CompactRange, type Hash } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { CheckpointComparison } from './checkpoint-comparison.js';
import { examineLeaves } from './examine-leaves.js';
import { MonthTally } from './month-tally.js';
import type { ProblemList } from './problem-list.js';
import { readLeaves, type ReadLeaves } from './read-leaves.js';
import type { SignedCheckpoint } from './signed-checkpoints.js';
import { readTileHashes } from './tile-hashes.js';

/** What is known once every leaf has been looked at. */
export interface VerifiedLeaves {
  readonly months: MonthTally;
  readonly lastHolding: string | undefined;
}

/** A log as far as its tree has grown. */
interface VerifiedSource {
  readonly pool: ConnectionPool;
  readonly schema: SchemaName;
  readonly size: number;
}

interface Page {
  readonly from: number;
  readonly to: number;
  readonly leaves: ReadLeaves;
  readonly tiles: ReadonlyMap<number, Hash>;
}

const leavesPerPage = 8 * tileWidth;

/** Reads leaves up to the end of a tile, none at the end of the tree. */
async function readPage({ pool, schema, size }: VerifiedSource, from: number): Promise<Result<Page, AuditError>> {
  const to = Math.min(size, from - (from % tileWidth) + leavesPerPage);
  if (from >= to) return ok({ from, to, leaves: { rows: [], unreadable: [] }, tiles: new Map() });
  const leaves = await readLeaves(pool, schema, from, to);
  if (leaves.isErr()) return err(leaves.error);
  const tiles = await readTileHashes(pool, schema, from, to);
  return tiles.map((hashes) => ({ from, to, leaves: leaves.value, tiles: hashes }));
}

/**
 * Reads the leaves from where a tree has grown to, with their events, compares both, and lets the tree grow. A leaf that
 * is not there counts as what its tile says, so that one hole does not hide what is behind it.
 */
export async function verifyLeaves(
  source: VerifiedSource,
  tree: CompactRange,
  checkpoints: readonly SignedCheckpoint[],
  problems: ProblemList,
  onProgress: ((position: number, size: number) => void) | undefined,
): Promise<Result<VerifiedLeaves, AuditError>> {
  const { size } = source;
  const comparison = new CheckpointComparison(checkpoints, tree.size, problems);
  const months = new MonthTally();
  let next = readPage(source, tree.size);
  while (tree.size < size) {
    const read = await next;
    if (read.isErr()) return err(read.error);
    const { from, to, leaves, tiles } = read.value;
    // The database reads while this process compares.
    next = readPage(source, to);
    for (const examined of examineLeaves(leaves, tiles, from, to)) {
      months.add(examined);
      for (const problem of examined.problems) problems.add(problem);
      tree.append(examined.leaf ?? tiles.get(examined.position) ?? unknownLeaf);
      comparison.compare(tree);
    }
    onProgress?.(tree.size, size);
  }
  return ok({ months, lastHolding: comparison.lastHolding });
}

// A leaf that is gone without a tile makes every later checkpoint fail: what was signed cannot be shown any more.
const unknownLeaf: Hash = Buffer.alloc(32);

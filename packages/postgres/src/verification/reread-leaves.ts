import type { AuditError } from '@auditrail/core';
import { proveInclusion, tileWidth, verifyInclusion, type Checkpoint } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { isCorrupted } from '../connection/is-corrupted.js';
import type { SchemaName } from '../schema/schema-name.js';
import { StoredTree, unlessIncomplete } from '../sealing/stored-tree.js';
import { readDroppedMonths } from './dropped-months.js';
import { examineLeaves, type ExaminedLeaf } from './examine-leaves.js';
import { MonthTally } from './month-tally.js';
import type { ProblemList } from './problem-list.js';
import { readLeaves } from './read-leaves.js';
import { readTileHashes } from './tile-hashes.js';
import { verifyAbsences } from './verify-months.js';

/**
 * Compares some of the events that a signed checkpoint covers with their leaves, and shows that these are part of what
 * was signed, without the rest of the tree. `from` is the beginning of a tile.
 */
export async function rereadLeaves(
  pool: ConnectionPool,
  schema: SchemaName,
  signed: Checkpoint,
  { from, to }: { readonly from: number; readonly to: number },
  problems: ProblemList,
): Promise<Result<void, AuditError>> {
  const months = new MonthTally();
  for (let first = from; first < to; first += tileWidth) {
    const end = Math.min(first + tileWidth, signed.size);
    const read = await readLeaves(pool, schema, first, end);
    if (read.isErr()) return err(read.error);
    const tiles = await readTileHashes(pool, schema, first, end);
    if (tiles.isErr()) return err(tiles.error);
    const leaves = [...examineLeaves(read.value, tiles.value, first, end)];
    for (const examined of leaves) {
      months.add(examined);
      for (const problem of examined.problems) problems.add(problem);
    }
    const isSigned = await isPartOf(pool, schema, signed, first, tiles.value.get(first) ?? leaves[0]?.leaf);
    if (isSigned.isErr()) return err(isSigned.error);
    if (!isSigned.value) {
      const detail = `positions ${String(first)} to ${String(end - 1)} are not what was signed`;
      problems.add({ kind: 'forked', position: first, detail });
    }
  }
  const dropped = await readDroppedMonths(pool, schema, problems);
  return dropped.map((known) => void verifyAbsences(months, known, problems));
}

/** Whether a signed tree has this leaf: its proof has the hashes of all the others in its tile, so that it is about them. */
async function isPartOf(
  pool: ConnectionPool,
  schema: SchemaName,
  signed: Checkpoint,
  position: number,
  leaf: ExaminedLeaf['leaf'],
): Promise<Result<boolean, AuditError>> {
  if (leaf === undefined) return ok(false);
  const proof = await pool.transaction(async (execute) => {
    await execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const { readNodes } = new StoredTree(execute, schema, signed.size);
    return unlessIncomplete(() => proveInclusion(position, signed.size, readNodes));
  });
  if (proof.isErr() && isCorrupted(proof.error)) return ok(false);
  return proof.map(
    (hashes) => hashes !== undefined && verifyInclusion(leaf, position, signed.size, hashes, signed.root).ok,
  );
}

import { AuditError } from '@auditrail/core';
import { CompactRange, type Hash } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { isCorrupted } from '../connection/is-corrupted.js';
import type { SchemaName } from '../schema/schema-name.js';
import { StoredTree, unlessIncomplete } from '../sealing/stored-tree.js';
import { readLogState } from './log-state.js';
import { readDroppedMonths } from './dropped-months.js';
import { openLog, type KnownLog } from './known-log.js';
import type { ProblemList } from './problem-list.js';
import { mergeCheckpoints, openCheckpoints, type SignedCheckpoint } from './signed-checkpoints.js';
import type { VerificationReport } from './verification-report.js';
import { findUnsealed, type UnsealedAmong } from './find-unsealed.js';
import { verifyLeaves } from './verify-leaves.js';
import { verifyAbsences, verifyDrops } from './verify-months.js';
import { verifyTiles } from './verify-tiles.js';

export interface VerifyOptions extends KnownLog {
  /** A checkpoint that an earlier verification ended with: only events behind it are read. */
  readonly from?: string | undefined;
  readonly onProgress?: ((position: number, size: number) => void) | undefined;
}

/** Compares a log with its tree, and the tree with what was signed. Finding something is no failure. */
export async function verifyLog(
  pool: ConnectionPool,
  schema: SchemaName,
  options: VerifyOptions,
  among: UnsealedAmong = options.from === undefined ? 'all' : 'recent',
): Promise<Result<VerificationReport, AuditError>> {
  const from = readFrom(options);
  if (from.isErr()) return err(from.error);
  const log = openLog(options, from.value?.size);
  if (log.isErr()) return err(log.error);
  const { verifier, problems, anchored } = log.value;
  const found = await pool.transaction((execute) => readLogState(execute, schema, from.value?.size ?? 0));
  if (found.isErr()) return err(found.error);
  const { size, root, beyondHead, notes, sealedSnapshot } = found.value;
  const pending = await findUnsealed(pool, schema, sealedSnapshot, among, problems);
  if (pending.isErr()) return err(pending.error);
  const stored = openCheckpoints(notes, verifier, 'the database', problems);
  const checkpoints = mergeCheckpoints(anchored, stored, from.value === undefined ? [] : [from.value]);
  const started = await startTree(pool, schema, size, from.value, problems);
  if (started.isErr()) return err(started.error);
  const tree = started.value;
  const verifiedFrom = tree.size;
  const walked = await verifyLeaves({ pool, schema, size }, tree, checkpoints, problems, options.onProgress);
  if (walked.isErr()) return err(walked.error);
  const { lastHolding, months } = walked.value;
  const isWhole = verifiedFrom === 0;
  const dropped = await readDroppedMonths(pool, schema, problems);
  if (dropped.isErr()) return err(dropped.error);
  const archived = verifyAbsences(months, dropped.value, problems);
  verifyDrops(dropped.value, isWhole ? months : undefined, problems);
  if (isWhole) {
    const tiles = await verifyTiles(pool, schema, size, problems);
    if (tiles.isErr()) return err(tiles.error);
  }
  if (Buffer.compare(tree.root(), root) !== 0) {
    problems.add({ kind: 'forked', detail: 'the head of the tree is not that of its leaves' });
  }
  if (beyondHead > 0) {
    problems.add({
      kind: 'forked',
      position: size,
      detail: `${String(beyondHead)} leaves stand beyond the head of the tree`,
    });
  }
  const beyond = checkpoints.filter((checkpoint) => checkpoint.size > size).at(-1);
  if (beyond !== undefined) {
    const detail = `${String(beyond.size)} events were signed, ${String(size)} are there`;
    problems.add({ kind: 'rolled-back', position: size, detail });
  }
  return ok({
    holds: problems.count === 0,
    size,
    verified: size - verifiedFrom - archived,
    verifiedFrom,
    archived,
    pending: pending.value,
    checkpoint: lastHolding ?? options.from,
    problems: problems.kept,
    problemCount: problems.count,
  });
}

/** The checkpoint that an earlier verification ended with; OPTIONS_INVALID where it does not hold. */
function readFrom({ origin, keys, from }: VerifyOptions): Result<SignedCheckpoint | undefined, AuditError> {
  if (from === undefined) return ok(undefined);
  return openLog({ origin, keys }).andThen(({ verifier }) => {
    const checkpoint = verifier.verifyCheckpoint(from);
    return checkpoint.ok
      ? ok({ ...checkpoint.value, note: from })
      : err(new AuditError('OPTIONS_INVALID', `from: ${checkpoint.failure.message}`));
  });
}

/** The tree as far as it was verified before, from its stored hashes, which must be those that were signed. */
async function startTree(
  pool: ConnectionPool,
  schema: SchemaName,
  size: number,
  from: { readonly size: number; readonly root: Hash } | undefined,
  problems: ProblemList,
): Promise<Result<CompactRange, AuditError>> {
  if (from === undefined || from.size > size) return ok(new CompactRange());
  const read = await pool.transaction((execute) =>
    unlessIncomplete(() => new StoredTree(execute, schema, size).readSubtrees(from.size)),
  );
  const known = read.isErr() && isCorrupted(read.error) ? ok(undefined) : read;
  return known.map((hashes) => {
    const tree = hashes && new CompactRange(from.size, hashes);
    if (tree !== undefined && Buffer.compare(tree.root(), from.root) === 0) return tree;
    problems.add({ kind: 'forked', detail: `the first ${String(from.size)} leaves are not those that were signed` });
    return new CompactRange();
  });
}

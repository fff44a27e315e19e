import { AuditError } from '@auditrail/core';
import { CompactRange, LogVerifier, type Hash } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { StoredTree, unlessIncomplete } from '../sealing/stored-tree.js';
import { readLogState } from './log-state.js';
import { ProblemList } from './problem-list.js';
import { mergeCheckpoints, openCheckpoints } from './signed-checkpoints.js';
import type { VerificationReport } from './verification-report.js';
import { findUnsealed, type UnsealedAmong } from './find-unsealed.js';
import { verifyLeaves } from './verify-leaves.js';

export interface VerifyOptions {
  /** Which log this is: the name of its key. */
  readonly origin: string;
  /** The public keys that may have signed it, `name+id+base64`. */
  readonly keys: readonly string[];
  /** What the log has published where nobody could take it back, each a signed note. */
  readonly anchored?: readonly string[] | undefined;
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
  const verifier = LogVerifier.create({ origin: options.origin, keys: options.keys });
  if (!verifier.ok) return err(new AuditError('OPTIONS_INVALID', `keys: ${verifier.failure.message}`));
  const problems = new ProblemList();
  const anchored = openCheckpoints(options.anchored ?? [], verifier.value, 'the anchor', problems);
  const found = await pool.transaction((execute) => readLogState(execute, schema));
  if (found.isErr()) return err(found.error);
  const { size, root, beyondHead, notes, sealedSnapshot } = found.value;
  const pending = await findUnsealed(pool, schema, sealedSnapshot, among, problems);
  if (pending.isErr()) return err(pending.error);
  const stored = openCheckpoints(notes, verifier.value, 'the database', problems);
  const from = options.from === undefined ? undefined : verifier.value.verifyCheckpoint(options.from);
  if (from?.ok === false) return err(new AuditError('OPTIONS_INVALID', `from: ${from.failure.message}`));

  const earlier = from?.ok === true ? [{ ...from.value, note: options.from ?? '' }] : [];
  const checkpoints = mergeCheckpoints(anchored, stored, earlier);
  const started = await startTree(pool, schema, size, from?.ok === true ? from.value : undefined, problems);
  if (started.isErr()) return err(started.error);
  const tree = started.value;
  const verifiedFrom = tree.size;
  const walked = await verifyLeaves({ pool, schema, size }, tree, checkpoints, problems, options.onProgress);
  if (walked.isErr()) return err(walked.error);
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
  const { archived, lastHolding } = walked.value;
  return ok({
    holds: problems.count === 0,
    size,
    verified: size - verifiedFrom - archived,
    verifiedFrom,
    archived,
    pending: pending.value,
    checkpoint: lastHolding ?? (from?.ok === true ? options.from : undefined),
    problems: problems.kept,
    problemCount: problems.count,
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
  return read.map((hashes) => {
    const tree = hashes && new CompactRange(from.size, hashes);
    if (tree !== undefined && Buffer.compare(tree.root(), from.root) === 0) return tree;
    problems.add({ kind: 'forked', detail: `the first ${String(from.size)} leaves are not those that were signed` });
    return new CompactRange();
  });
}

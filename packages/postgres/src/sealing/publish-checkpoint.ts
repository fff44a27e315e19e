import { AuditError } from '@auditrail/core';
import {
  formatCheckpoint,
  proveConsistency,
  signNote,
  verifyConsistency,
  type Checkpoint,
  type NoteSigner,
  type NoteVerifier,
} from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import type { CheckpointAnchor } from './checkpoint-anchor.js';
import { openAnchored } from './open-anchored.js';
import { StoredTree } from './stored-tree.js';
import { readTreeHead } from './tree-head.js';

/** Who signs for a log, and where what was signed is kept. */
export interface CheckpointKeeper {
  /** Which log this is; its key bears the same name. */
  readonly signer: NoteSigner;
  readonly verifier: NoteVerifier;
  readonly anchor: CheckpointAnchor;
}

/**
 * Signs what the log is now and publishes it, unless nothing has been sealed since. Signs only what is shown to begin
 * with what the anchor has: fails with LOG_ROLLED_BACK where the log has less than that, LOG_FORKED where it has
 * something else, ANCHOR_FAILED where the anchor cannot tell.
 */
export async function publishCheckpoint(
  pool: ConnectionPool,
  schema: SchemaName,
  keeper: CheckpointKeeper,
): Promise<Result<Checkpoint | undefined, AuditError>> {
  const latest = await keeper.anchor.latest();
  if (latest.isErr()) return err(latest.error);
  const anchored = latest.value === undefined ? ok(undefined) : openAnchored(latest.value, keeper.verifier);
  if (anchored.isErr()) return err(anchored.error);
  const head = await pool.transaction(async (execute) => {
    await execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return readExtension(execute, schema, anchored.value);
  });
  if (head.isErr()) return err(head.error);
  if (latest.value !== undefined && anchored.value !== undefined) {
    // A crash may have come between the anchor and the database.
    const kept = await keepNote(pool, schema, anchored.value.size, latest.value);
    if (kept.isErr()) return err(kept.error);
  }
  const { size, root } = head.value;
  if (size === (anchored.value?.size ?? 0)) return ok(undefined);
  const checkpoint = { origin: keeper.signer.name, size, root };
  const note = await signNote(formatCheckpoint(checkpoint), [keeper.signer]);
  const published = await keeper.anchor.publish(note);
  if (published.isErr()) return err(published.error);
  return (await keepNote(pool, schema, size, note)).map(() => checkpoint);
}

/** What the log is now, once it is shown to begin with what it was; throws LOG_ROLLED_BACK and LOG_FORKED. */
async function readExtension(
  execute: Execute,
  schema: SchemaName,
  anchored: Checkpoint | undefined,
): Promise<Pick<Checkpoint, 'size' | 'root'>> {
  const { tree } = await readTreeHead(execute, schema);
  const head = { size: tree.size, root: tree.root() };
  if (anchored === undefined || anchored.size === 0) return head;
  if (head.size < anchored.size) {
    throw new AuditError('LOG_ROLLED_BACK', 'The log has fewer events than it had when it was signed last');
  }
  const read = new StoredTree(execute, schema, head.size).readNodes;
  const proof = await proveConsistency(anchored.size, head.size, read);
  const verified = verifyConsistency(anchored.size, anchored.root, head.size, head.root, proof);
  if (!verified.ok) throw new AuditError('LOG_FORKED', 'The log does not begin with what was signed last');
  return head;
}

async function keepNote(
  pool: ConnectionPool,
  schema: SchemaName,
  size: number,
  note: string,
): Promise<Result<void, AuditError>> {
  const kept = await pool.run(
    `INSERT INTO ${schema.identifier}.checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING`,
    [size, note],
  );
  return kept.map(() => undefined);
}

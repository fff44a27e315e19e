import { AuditError } from '@auditrail/core';
import {
  formatCheckpoint,
  proveConsistency,
  signNote,
  verifyConsistency,
  type Checkpoint,
  type CompactRange,
  type NoteSigner,
  type NoteVerifier,
} from '@auditrail/integrity';
import type { Result } from 'neverthrow';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import { valueOrThrow } from '../connection/value-or-throw.js';
import type { SchemaName } from '../schema/schema-name.js';
import type { CheckpointAnchor } from './checkpoint-anchor.js';
import { openAnchored } from './open-anchored.js';
import { StoredTree, unlessIncomplete } from './stored-tree.js';
import { lockTreeHead } from './tree-head.js';

/** Who signs for a log, and where what was signed is kept. */
export interface CheckpointKeeper {
  /** Which log this is; its key bears the same name. */
  readonly signer: NoteSigner;
  readonly verifier: NoteVerifier;
  readonly anchor: CheckpointAnchor;
}

/**
 * Signs what the log is now and publishes it, unless nothing has been sealed since, or another sealer is at work. Signs
 * only what is shown to begin with what the anchor has: fails with LOG_ROLLED_BACK where the log has less than that,
 * LOG_FORKED where it has something else, ANCHOR_FAILED where the anchor cannot tell.
 */
export function publishCheckpoint(
  pool: ConnectionPool,
  schema: SchemaName,
  keeper: CheckpointKeeper,
): Promise<Result<Checkpoint | undefined, AuditError>> {
  return pool.transaction(async (execute) => {
    // Security: held until what was signed is published. A slower sealer that published an older checkpoint after a newer
    // one would let a log that has gone back in between pass for one that has grown.
    const head = await lockTreeHead(execute, schema);
    if (head === undefined) return undefined;
    const latest = valueOrThrow(await keeper.anchor.latest());
    const anchored = latest === undefined ? undefined : valueOrThrow(openAnchored(latest, keeper.verifier));
    await expectExtension(execute, schema, head.tree, anchored);
    // A crash may have come between the anchor and the database.
    if (latest !== undefined && anchored !== undefined) await keepNote(execute, schema, anchored.size, latest);
    const { size } = head.tree;
    if (size === (anchored?.size ?? 0)) return undefined;
    const checkpoint = { origin: keeper.signer.name, size, root: head.tree.root() };
    const note = await signNote(formatCheckpoint(checkpoint), [keeper.signer]);
    valueOrThrow(await keeper.anchor.publish(note));
    await keepNote(execute, schema, size, note);
    return checkpoint;
  });
}

/** Throws LOG_ROLLED_BACK or LOG_FORKED unless the tree begins with what was anchored. */
async function expectExtension(
  execute: Execute,
  schema: SchemaName,
  tree: CompactRange,
  anchored: Checkpoint | undefined,
): Promise<void> {
  if (anchored === undefined || anchored.size === 0) return;
  if (tree.size < anchored.size) {
    throw new AuditError('LOG_ROLLED_BACK', 'The log has fewer events than it had when it was signed last');
  }
  const read = new StoredTree(execute, schema, tree.size).readNodes;
  const proof = await unlessIncomplete(() => proveConsistency(anchored.size, tree.size, read));
  const isExtension =
    proof !== undefined && verifyConsistency(anchored.size, anchored.root, tree.size, tree.root(), proof).ok;
  if (!isExtension) throw new AuditError('LOG_FORKED', 'The log does not begin with what was signed last');
}

async function keepNote(execute: Execute, schema: SchemaName, size: number, note: string): Promise<void> {
  await execute(
    `INSERT INTO ${schema.identifier}.checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING`,
    [size, note],
  );
}

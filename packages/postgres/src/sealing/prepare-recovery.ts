import { AuditError } from '@auditrail/core';
import { parseVerifierKey, type Checkpoint } from '@auditrail/integrity';
import { err, type Result } from 'neverthrow';
import type { CheckpointAnchor } from './checkpoint-anchor.js';
import { openAnchored } from './open-anchored.js';
import type { CheckpointKeeper } from './publish-checkpoint.js';

/** What a log that goes on under a new name leaves behind. */
export interface RecoveryOptions {
  /** The public key of the old name, `name+id+base64`. */
  readonly verifierKey: string;
  /** Where checkpoints were published under it. */
  readonly anchor: CheckpointAnchor;
  /** Why, in the words of whoever has decided it: it is recorded. */
  readonly reason: string;
}

/** What was published last under the old name. */
export interface LastCheckpoint {
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

/** Looks into both anchors: the old one must have a checkpoint that holds, and the new one none before the tree is new. */
export async function prepareRecovery(
  keeper: CheckpointKeeper,
  { verifierKey, anchor }: RecoveryOptions,
  isBegun: boolean,
): Promise<Result<LastCheckpoint, AuditError>> {
  const origin = keeper.signer.name;
  const verifier = parseVerifierKey(verifierKey);
  if (!verifier.ok) return err(new AuditError('OPTIONS_INVALID', `verifierKey: ${verifier.failure.message}`));
  if (verifier.value.name === origin) {
    return err(new AuditError('OPTIONS_INVALID', 'A log goes on under another name: make a key for that'));
  }
  const published = await keeper.anchor.latest();
  if (published.isErr()) return err(published.error);
  if (published.value !== undefined && !isBegun) {
    return err(new AuditError('ANCHOR_FAILED', 'The new anchor has checkpoints already'));
  }
  const note = await anchor.latest();
  if (note.isErr()) return err(note.error);
  const { value } = note;
  if (value === undefined) return err(new AuditError('ANCHOR_FAILED', 'The old anchor has no checkpoint'));
  return openAnchored(value, verifier.value).map((checkpoint) => ({ note: value, checkpoint }));
}

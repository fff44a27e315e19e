import { AuditError } from '@auditrail/core';
import { LogVerifier } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import { ProblemList } from './problem-list.js';
import { openCheckpoints, type SignedCheckpoint } from './signed-checkpoints.js';

/** Which log is looked at, and what is known of it from elsewhere. */
export interface KnownLog {
  /** The name of its key. */
  readonly origin: string;
  /** The public keys that may have signed it, `name+id+base64`. */
  readonly keys: readonly string[];
  /** What it has published where nobody could take it back, each a signed note, oldest first. */
  readonly anchored?: readonly string[] | undefined;
}

/** What a verification begins with. */
export interface OpenedLog {
  readonly verifier: LogVerifier;
  readonly problems: ProblemList;
  readonly anchored: readonly SignedCheckpoint[];
}

/** Reads the keys, and the published checkpoints of at least a size; OPTIONS_INVALID for a wrong key. */
export function openLog({ origin, keys, anchored }: KnownLog, fromSize = 0): Result<OpenedLog, AuditError> {
  const verifier = LogVerifier.create({ origin, keys });
  if (!verifier.ok) return err(new AuditError('OPTIONS_INVALID', `keys: ${verifier.failure.message}`));
  const problems = new ProblemList();
  const opened = openCheckpoints(anchored ?? [], verifier.value, 'the anchor', problems, fromSize);
  return ok({ verifier: verifier.value, problems, anchored: opened });
}

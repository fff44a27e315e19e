import type { AuditError } from '@auditrail/core';
import type { ResultAsync } from 'neverthrow';

/**
 * A place for checkpoints that whoever can change the log cannot change: what is there is what the log said once.
 *
 * `publish` succeeds only when the note is there to stay. `latest` gives the last note that was published, or undefined
 * before the first. Both fail with ANCHOR_FAILED, and then nothing is signed: what the anchor has cannot be contradicted
 * unseen.
 */
export interface CheckpointAnchor {
  latest(): ResultAsync<string | undefined, AuditError>;
  publish(note: string): ResultAsync<void, AuditError>;
}

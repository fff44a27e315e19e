import { AuditError } from '@auditrail/core';
import { openNote, parseCheckpoint, type Checkpoint, type NoteVerifier } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';

/** The checkpoint in a note of an anchor; ANCHOR_FAILED unless it is of the log whose key this is. */
export function openAnchored(note: string, verifier: NoteVerifier): Result<Checkpoint, AuditError> {
  const opened = openNote(note, [verifier]);
  const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
  if (!checkpoint.ok) {
    return err(
      new AuditError('ANCHOR_FAILED', `The anchor's last checkpoint does not hold: ${checkpoint.failure.code}`),
    );
  }
  return checkpoint.value.origin === verifier.name
    ? ok(checkpoint.value)
    : err(new AuditError('ANCHOR_FAILED', "The anchor's last checkpoint is of another log"));
}

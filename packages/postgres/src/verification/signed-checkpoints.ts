import type { Checkpoint, LogVerifier } from '@auditrail/integrity';
import type { ProblemList } from './problem-list.js';

/** A signed checkpoint with its note. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
}

/** The checkpoints among notes that hold by themselves; the others are problems. */
export function openCheckpoints(
  notes: readonly string[],
  verifier: LogVerifier,
  source: string,
  problems: ProblemList,
): readonly SignedCheckpoint[] {
  const opened = notes.flatMap((note): SignedCheckpoint[] => {
    const checkpoint = verifier.verifyCheckpoint(note);
    if (checkpoint.ok) return [{ ...checkpoint.value, note }];
    problems.add({ kind: 'malformed', detail: `a checkpoint of ${source}: ${checkpoint.failure.message}` });
    return [];
  });
  return opened;
}

/** Checkpoints by rising size; those that say the same are one. */
export function mergeCheckpoints(...some: readonly (readonly SignedCheckpoint[])[]): readonly SignedCheckpoint[] {
  const saying = ({ size, root }: SignedCheckpoint) => `${String(size)} ${Buffer.from(root).toString('hex')}`;
  const merged = new Map(some.flat().map((checkpoint) => [saying(checkpoint), checkpoint]));
  return [...merged.values()].sort((one, other) => one.size - other.size);
}

import type { Checkpoint, LogVerifier } from '@auditrail/integrity';
import type { ProblemList } from './problem-list.js';

/** A signed checkpoint with its note. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
}

/**
 * The checkpoints among notes that hold by themselves and are of at least a size: a log that is verified for years has
 * more of them than events that are new. The others are one problem of their source, however many they are.
 */
export function openCheckpoints(
  notes: readonly string[],
  verifier: LogVerifier,
  source: string,
  problems: ProblemList,
  fromSize = 0,
): readonly SignedCheckpoint[] {
  const failures: string[] = [];
  const opened = notes.flatMap((note): SignedCheckpoint[] => {
    if (claimedSize(note) < fromSize) return [];
    const checkpoint = verifier.verifyCheckpoint(note);
    if (checkpoint.ok) return [{ ...checkpoint.value, note }];
    failures.push(checkpoint.failure.message);
    return [];
  });
  const [first] = failures;
  if (first !== undefined) {
    const more = failures.length > 1 ? ` (and ${String(failures.length - 1)} more)` : '';
    problems.add({ kind: 'malformed', detail: `a checkpoint of ${source}: ${first}${more}` });
  }
  return opened;
}

/** The size that a note says, before anybody has looked at its signature; of one that says none, any. */
function claimedSize(note: string): number {
  const size = /^[^\n]*\n(\d{1,16})\n/.exec(note)?.[1];
  return size === undefined ? Number.POSITIVE_INFINITY : Number(size);
}

/** Checkpoints by rising size; those that say the same are one. */
export function mergeCheckpoints(...some: readonly (readonly SignedCheckpoint[])[]): readonly SignedCheckpoint[] {
  const saying = ({ size, root }: SignedCheckpoint) => `${String(size)} ${Buffer.from(root).toString('hex')}`;
  const merged = new Map(some.flat().map((checkpoint) => [saying(checkpoint), checkpoint]));
  return [...merged.values()].sort((one, other) => one.size - other.size);
}

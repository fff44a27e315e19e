import type { Problem } from './problem.js';

/** What a verification has found. */
export interface VerificationReport {
  /** Whether everything holds. */
  readonly holds: boolean;
  /** How many events the tree has. */
  readonly size: number;
  /** How many of them were read and compared. */
  readonly verified: number;
  /** The first position that was read: what is before it is shown by the tree only. */
  readonly verifiedFrom: number;
  /** Events of dropped months: their leaves were verified, they themselves are in the archives. */
  readonly archived: number;
  /** Events that are not sealed yet. */
  readonly pending: number;
  /** The last signed checkpoint that holds: what a later verification may begin from. */
  readonly checkpoint: string | undefined;
  /** The first problems, in the order they were met. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

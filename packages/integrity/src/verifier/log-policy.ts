import type { Checkpoint } from '../checkpoint/checkpoint.js';

/** A key that signs a log's checkpoints, and for which of them: a key that was replaced must not extend the log. */
export interface PolicyKey {
  /** C2SP's `name+id+base64`. */
  readonly verifierKey: string;
  /** The sizes of the checkpoints that it may sign, both inclusive; every size by default. */
  readonly fromSize?: number;
  readonly toSize?: number;
}

/** What a verifier holds against a log, from somewhere that the log cannot reach. */
export interface LogPolicy {
  readonly origin: string;
  readonly keys: readonly (string | PolicyKey)[];
  /** What was seen of the log last. An older or different one is refused. */
  readonly lastSeen?: Pick<Checkpoint, 'size' | 'root'>;
}

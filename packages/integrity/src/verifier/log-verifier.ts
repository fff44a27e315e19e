import { invalid, valid, type Checked } from '../checked.js';
import { parseCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js';
import { verifyConsistency } from '../merkle/consistency-proof.js';
import { equalHashes, type Hash } from '../merkle/hash.js';
import { verifyInclusion } from '../merkle/inclusion-proof.js';
import { parseVerifierKey, type NoteVerifier } from '../note/note-key.js';
import { openNote } from '../note/signed-note.js';
import { parseTlogProof } from '../proof/tlog-proof.js';
import type { LogPolicy, PolicyKey } from './log-policy.js';

/** An entry that a log has, and the checkpoint that says so. */
export interface VerifiedInclusion {
  readonly index: number;
  readonly checkpoint: Checkpoint;
}

interface KnownKey {
  readonly verifier: NoteVerifier;
  readonly fromSize: number;
  readonly toSize: number;
}

/** Checks what a log says against a policy. It keeps nothing: whoever uses it keeps the last checkpoint that it passed. */
export class LogVerifier {
  readonly #origin: string;
  readonly #keys: readonly KnownKey[];
  readonly #lastSeen: LogPolicy['lastSeen'];

  private constructor(policy: LogPolicy, keys: readonly KnownKey[]) {
    this.#origin = policy.origin;
    this.#keys = keys;
    this.#lastSeen = policy.lastSeen;
  }

  /** Fails with KEY_MALFORMED. */
  static create(policy: LogPolicy): Checked<LogVerifier> {
    const keys: KnownKey[] = [];
    for (const key of policy.keys) {
      const {
        verifierKey,
        fromSize = 0,
        toSize = Number.MAX_SAFE_INTEGER,
      }: PolicyKey = typeof key === 'string' ? { verifierKey: key } : key;
      const parsed = parseVerifierKey(verifierKey);
      if (!parsed.ok) return parsed;
      keys.push({ verifier: parsed.value, fromSize, toSize });
    }
    return valid(new LogVerifier(policy, keys));
  }

  /**
   * Checks origin and signature, and that the log has not gone back behind what was seen last. That it has grown from
   * there is for `verifyExtension` to say. Fails with NOTE_MALFORMED, KEY_UNKNOWN, SIGNATURE_INVALID,
   * CHECKPOINT_MALFORMED, ORIGIN_UNKNOWN, KEY_EXPIRED, ROLLED_BACK (fewer entries than before) and FORKED (as many, but
   * others).
   */
  verifyCheckpoint(note: string): Checked<Checkpoint> {
    const checkpoint = this.#openCheckpoint(note);
    if (!checkpoint.ok || this.#lastSeen === undefined) return checkpoint;
    const { size, root } = checkpoint.value;
    if (size < this.#lastSeen.size) return invalid('ROLLED_BACK', 'the log has fewer entries than it had');
    if (size === this.#lastSeen.size && !equalHashes(root, this.#lastSeen.root)) {
      return invalid('FORKED', 'the log has other entries than it had');
    }
    return checkpoint;
  }

  /** Checks also that the log begins with what was seen last; fails with FORKED where the proof does not show it. */
  verifyExtension(note: string, proof: readonly Hash[]): Checked<Checkpoint> {
    const checkpoint = this.verifyCheckpoint(note);
    // Whatever a log has, it begins with nothing.
    if (!checkpoint.ok || this.#lastSeen === undefined || this.#lastSeen.size === 0) return checkpoint;
    const { size, root } = checkpoint.value;
    const consistent = verifyConsistency(this.#lastSeen.size, this.#lastSeen.root, size, root, proof);
    return consistent.ok ? checkpoint : invalid('FORKED', consistent.failure.message);
  }

  /**
   * Checks that the log has this leaf where a proof (C2SP tlog-proof) says. The proof may be older than what was seen
   * last. Fails with PROOF_MALFORMED, INCLUSION_INVALID, or as `verifyCheckpoint` does.
   */
  verifyInclusion(leaf: Hash, proof: string): Checked<VerifiedInclusion> {
    const parsed = parseTlogProof(proof);
    if (!parsed.ok) return parsed;
    const { index, inclusion } = parsed.value;
    const checkpoint = this.#openCheckpoint(parsed.value.checkpoint);
    if (!checkpoint.ok) return checkpoint;
    const { size, root } = checkpoint.value;
    const included = verifyInclusion(leaf, index, size, inclusion, root);
    return included.ok ? valid({ index, checkpoint: checkpoint.value }) : included;
  }

  #openCheckpoint(note: string): Checked<Checkpoint> {
    const verifiers = this.#keys.map(({ verifier }) => verifier);
    const opened = openNote(note, verifiers);
    if (!opened.ok) return opened;
    const checkpoint = parseCheckpoint(opened.value.text);
    if (!checkpoint.ok) return checkpoint;
    const { origin, size } = checkpoint.value;
    if (origin !== this.#origin) return invalid('ORIGIN_UNKNOWN', 'the checkpoint is of another log');
    const isCurrent = this.#keys.some(
      ({ verifier, fromSize, toSize }) =>
        opened.value.signedBy.includes(verifier) && size >= fromSize && size <= toSize,
    );
    return isCurrent ? checkpoint : invalid('KEY_EXPIRED', 'the key may not sign a log of this size');
  }
}

import type { CompactRange } from '@auditrail/integrity';
import type { ProblemList } from './problem-list.js';
import type { SignedCheckpoint } from './signed-checkpoints.js';

/** Compares a growing tree with the checkpoints on its way. */
export class CheckpointComparison {
  readonly #waiting: SignedCheckpoint[];
  readonly #problems: ProblemList;
  #lastSize: number;
  #lastHolding: string | undefined;

  constructor(checkpoints: readonly SignedCheckpoint[], from: number, problems: ProblemList) {
    this.#waiting = checkpoints.filter(({ size }) => size > from);
    this.#problems = problems;
    this.#lastSize = from;
  }

  /** The note of the last checkpoint that the tree agrees with. */
  get lastHolding(): string | undefined {
    return this.#lastHolding;
  }

  /** To be called after every leaf. */
  compare(tree: CompactRange): void {
    for (let next = this.#waiting[0]; next?.size === tree.size; next = this.#waiting[0]) {
      this.#waiting.shift();
      if (Buffer.compare(tree.root(), next.root) === 0) {
        this.#lastHolding = next.note;
      } else {
        const range = `positions ${String(this.#lastSize)} to ${String(next.size - 1)}`;
        this.#problems.add({ kind: 'forked', position: this.#lastSize, detail: `${range} are not what was signed` });
      }
      this.#lastSize = next.size;
    }
  }
}

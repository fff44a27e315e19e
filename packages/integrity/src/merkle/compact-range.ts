import { nodeHash, type Hash } from './hash.js';
import { fullSubtrees, rootOfSubtrees, type NodeId } from './subtree.js';

/** Hears of each node whose subtree has become full. */
export type NodeVisitor = (node: NodeId, hash: Hash) => void;

/**
 * A tree that grows without its leaves: of a million leaves it keeps seven hashes, those of its full subtrees from left
 * to right.
 */
export class CompactRange {
  #size: number;
  readonly #hashes: Hash[];

  /** An empty tree, or one that another compact range has left off. Throws a RangeError when size and hashes differ. */
  constructor(size = 0, hashes: readonly Hash[] = []) {
    if (!Number.isSafeInteger(size) || size < 0 || fullSubtrees({ begin: 0, end: size }).length !== hashes.length) {
      throw new RangeError(`a tree of ${String(size)} leaves has not ${String(hashes.length)} full subtrees`);
    }
    this.#size = size;
    this.#hashes = [...hashes];
  }

  get size(): number {
    return this.#size;
  }

  /** The hashes of the full subtrees, from left to right: with the size all that a later compact range needs. */
  get hashes(): readonly Hash[] {
    return [...this.#hashes];
  }

  /** Adds a leaf, and tells of it and of every subtree that it completes. */
  append(leaf: Hash, visit?: NodeVisitor): void {
    let [hash, level, index] = [leaf, 0, this.#size];
    visit?.({ level, index }, hash);
    for (; index % 2 === 1; index = (index - 1) / 2) {
      hash = nodeHash(this.#hashes.pop() as Hash, hash);
      level += 1;
      visit?.({ level, index: (index - 1) / 2 }, hash);
    }
    this.#hashes.push(hash);
    this.#size += 1;
  }

  root(): Hash {
    return rootOfSubtrees(this.#hashes);
  }
}

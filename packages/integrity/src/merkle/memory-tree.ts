import { CompactRange } from './compact-range.js';
import type { Hash } from './hash.js';
import type { NodeReader } from './subtree.js';

/** A tree that keeps all of its nodes in memory: two hashes a leaf. */
export class MemoryTree {
  readonly #range = new CompactRange();
  readonly #levels: Hash[][] = [];

  constructor(leaves: Iterable<Hash> = []) {
    for (const leaf of leaves) this.append(leaf);
  }

  get size(): number {
    return this.#range.size;
  }

  append(leaf: Hash): void {
    this.#range.append(leaf, ({ level, index }, hash) => {
      (this.#levels[level] ??= [])[index] = hash;
    });
  }

  root(): Hash {
    return this.#range.root();
  }

  /** Rejects with a RangeError for a node that is not full. */
  readonly readNodes: NodeReader = (nodes) => {
    const hashes = nodes.flatMap(({ level, index }) => this.#levels[level]?.[index] ?? []);
    return hashes.length === nodes.length
      ? Promise.resolve(hashes)
      : Promise.reject(new RangeError('a subtree that was asked for is not full'));
  };
}

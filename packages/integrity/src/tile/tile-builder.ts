import { CompactRange } from '../merkle/compact-range.js';
import type { Hash } from '../merkle/hash.js';
import { tileWidth } from './tile.js';

/** A tile that has become full. */
export interface FullTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: readonly Hash[];
  readonly root: Hash;
}

/** The hash that stands for some hashes of one level. */
export function rootOf(hashes: readonly Hash[]): Hash {
  const range = new CompactRange();
  for (const hash of hashes) range.append(hash);
  return range.root();
}

/** Collects the hashes of a growing tree into tiles. */
export class TileBuilder {
  readonly #edge: Hash[][];
  readonly #counts: number[];

  /** `edge` has the hashes of the partial tile of each level, in a tree of this size. */
  constructor(size: number, edge: readonly (readonly Hash[])[]) {
    this.#edge = edge.map((hashes) => [...hashes]);
    this.#counts = edge.map((_, level) => Math.floor(size / tileWidth ** level));
  }

  /** Adds a leaf; returns the tiles that it completes. */
  append(leaf: Hash): readonly FullTile[] {
    const full: FullTile[] = [];
    let hash: Hash | undefined = leaf;
    for (let level = 0; hash !== undefined; level += 1) {
      const hashes: Hash[] = (this.#edge[level] ??= []);
      const count = (this.#counts[level] ?? 0) + 1;
      this.#counts[level] = count;
      hashes.push(hash);
      hash = undefined;
      if (hashes.length === tileWidth) {
        const root = rootOf(hashes);
        full.push({ level, index: count / tileWidth - 1, hashes, root });
        this.#edge[level] = [];
        hash = root;
      }
    }
    return full;
  }

  /** The hashes of each level's tile that is not full. */
  get edge(): readonly (readonly Hash[])[] {
    return this.#edge;
  }
}

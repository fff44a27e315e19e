import { encodeTile, tileWidth, type Hash } from '@auditrail/integrity';
import { rootOf } from './root-of.js';

/** A tile that has become full. */
export interface FullTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
  readonly root: Hash;
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
        full.push({ level, index: count / tileWidth - 1, hashes: encodeTile(hashes), root });
        this.#edge[level] = [];
        hash = root;
      }
    }
    return full;
  }
}

import type { Hash } from '../merkle/hash.js';
import { hashBytes } from '../merkle/hash.js';
import { invalid, valid, type Checked } from '../checked.js';

/** A tile is 8 levels of the tree high: 256 hashes wide when it is full. */
export const tileHeight = 8;
export const tileWidth = 256;

/** A tile of the tree (C2SP tlog-tiles): the hashes from `index * 256` on, `width` of them, of tree level `8 * level`. */
export interface TileId {
  readonly level: number;
  readonly index: number;
  /** 1 to 256; 256 is a full tile. */
  readonly width: number;
}

/** Every tile of a tree, level by level. */
export function tilesOf(size: number): readonly TileId[] {
  const tiles: TileId[] = [];
  for (let [level, hashes] = [0, size]; hashes > 0; level += 1, hashes = Math.floor(hashes / tileWidth)) {
    for (let index = 0; index * tileWidth < hashes; index += 1) {
      tiles.push({ level, index, width: Math.min(tileWidth, hashes - index * tileWidth) });
    }
  }
  return tiles;
}

/** Where a tile is served: `tile/0/x001/x234/067.p/8`. */
export function tilePath({ level, index, width }: TileId): string {
  return `tile/${String(level)}/${numberedPath(index, width)}`;
}

/** Where a bundle of entries is served: as the tile of their hashes, `tile/entries/x001/x234/067`. */
export function entryBundlePath(index: number, width: number): string {
  return `tile/entries/${numberedPath(index, width)}`;
}

function numberedPath(index: number, width: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return width === tileWidth ? path : `${path}.p/${String(width)}`;
}

export function encodeTile(hashes: readonly Hash[]): Uint8Array {
  return Buffer.concat(hashes);
}

/** Reads a tile's hashes; fails with TILE_MALFORMED. */
export function parseTile(bytes: Uint8Array): Checked<readonly Hash[]> {
  if (bytes.length === 0 || bytes.length % hashBytes !== 0 || bytes.length > tileWidth * hashBytes) {
    return invalid('TILE_MALFORMED', 'a tile has 1 to 256 hashes of 32 bytes');
  }
  const count = bytes.length / hashBytes;
  return valid(Array.from({ length: count }, (_, at) => bytes.subarray(at * hashBytes, (at + 1) * hashBytes)));
}

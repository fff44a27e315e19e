import { invalid, valid, type Checked } from '../checked.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { CompactRange } from '../merkle/compact-range.js';
import { equalHashes, leafHash, type Hash } from '../merkle/hash.js';
import type { LogVerifier } from '../verifier/log-verifier.js';
import { parseEntryBundle } from './entry-bundle.js';
import { TileBuilder, type FullTile } from './tile-builder.js';
import { entryBundlePath, parseTile, tilePath, tileWidth } from './tile.js';

/** Reads what a log has published under a path (C2SP tlog-tiles); undefined where there is nothing. */
export type ReadResource = (path: string) => Promise<Uint8Array | undefined>;

/** A log that is published as tiles, and what is held against it. */
export interface TiledLog {
  readonly read: ReadResource;
  readonly verifier: LogVerifier;
  /** Checkpoints of the log from elsewhere, in any order: it must have been each of them on its way. */
  readonly published?: readonly Pick<Checkpoint, 'size' | 'root'>[];
  /** Called with each entry in its order. What it says is proved only once the whole log has been. */
  readonly onEntry?: (entry: Uint8Array, position: number) => void;
}

/**
 * Checks a whole log: its checkpoint is signed, its entries have that root, its tiles are theirs. Memory does not grow
 * with the log. Fails with RESOURCE_MISSING or TILE_MALFORMED (naming the path), TILE_INVALID (a tile has other hashes),
 * FORKED (the entries are not what was signed, or published), ROLLED_BACK (they are fewer), or as
 * `LogVerifier.verifyCheckpoint` does.
 */
export async function verifyTiledLog({
  read,
  verifier,
  published = [],
  onEntry,
}: TiledLog): Promise<Checked<Checkpoint>> {
  const note = await read('checkpoint');
  if (note === undefined) return invalid('RESOURCE_MISSING', 'checkpoint is missing');
  const checkpoint = verifier.verifyCheckpoint(Buffer.from(note).toString());
  if (!checkpoint.ok) return checkpoint;
  const { size } = checkpoint.value;
  if (published.some((earlier) => earlier.size > size)) {
    return invalid('ROLLED_BACK', 'the log has fewer entries than were published');
  }
  const expected = [...published, checkpoint.value].sort((one, other) => one.size - other.size);
  const tree = new CompactRange();
  const builder = new TileBuilder(0, []);
  const differing = () => {
    while (expected[0]?.size === tree.size) {
      if (!equalHashes((expected.shift() as Checkpoint).root, tree.root())) return true;
    }
    return false;
  };
  // A log begins with nothing, and may have signed that.
  if (differing()) return forked(0);
  for (let first = 0; first < size; first += tileWidth) {
    const width = Math.min(tileWidth, size - first);
    const entries = await readBundle(read, first / tileWidth, width);
    if (!entries.ok) return entries;
    for (const entry of entries.value) {
      onEntry?.(entry, tree.size);
      const leaf = leafHash(entry);
      tree.append(leaf);
      for (const tile of builder.append(leaf)) {
        const checked = await checkTile(read, tile);
        if (!checked.ok) return checked;
      }
      if (differing()) return forked(tree.size);
    }
  }
  for (const [level, hashes] of builder.edge.entries()) {
    const index = Math.floor(size / tileWidth ** (level + 1));
    const checked = hashes.length === 0 ? valid(undefined) : await checkTile(read, { level, index, hashes });
    if (!checked.ok) return checked;
  }
  return checkpoint;
}

function forked(size: number): Checked<never> {
  return invalid('FORKED', `the first ${String(size)} entries are not those that were signed`);
}

async function checkTile(
  read: ReadResource,
  { level, index, hashes }: Pick<FullTile, 'level' | 'index' | 'hashes'>,
): Promise<Checked<undefined>> {
  const path = (width: number) => tilePath({ level, index, width });
  const tile = await readWhole(read, path, hashes.length, parseTile);
  if (!tile.ok) return tile;
  return tile.value.every((hash, at) => equalHashes(hash, hashes[at] as Hash))
    ? valid(undefined)
    : invalid('TILE_INVALID', `${path(hashes.length)} has other hashes than what is below it`);
}

function readBundle(read: ReadResource, index: number, width: number): Promise<Checked<readonly Uint8Array[]>> {
  return readWhole(read, (wide) => entryBundlePath(index, wide), width, parseEntryBundle);
}

/** Reads a partial resource or, where a log has grown past it and no longer has it, the beginning of the full one. */
async function readWhole<Item>(
  read: ReadResource,
  pathOf: (width: number) => string,
  width: number,
  parse: (bytes: Uint8Array) => Checked<readonly Item[]>,
): Promise<Checked<readonly Item[]>> {
  for (const wide of new Set([width, tileWidth])) {
    const bytes = await read(pathOf(wide));
    if (bytes === undefined) continue;
    const parsed = parse(bytes);
    if (parsed.ok && parsed.value.length === wide) return valid(parsed.value.slice(0, width));
    return invalid('TILE_MALFORMED', `${pathOf(wide)} does not have ${String(wide)} items`);
  }
  return invalid('RESOURCE_MISSING', `${pathOf(width)} is missing`);
}

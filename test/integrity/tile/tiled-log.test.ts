import {
  encodeEntryBundle,
  encodeTile,
  entryBundlePath,
  MemoryTree,
  tilePath,
  tilesOf,
  tileHeight,
  tileWidth,
  verifyTiledLog,
  type TiledLog,
} from '@auditrail/integrity';
import { expect } from 'chai';
import { createSealedLog, failureOf } from '../sealed-log.js';

type Log = ReturnType<typeof createSealedLog>;

/** The resources of a log, by path. */
async function publish(log: Log, size: number): Promise<Map<string, Uint8Array>> {
  const resources = new Map<string, Uint8Array>([['checkpoint', Buffer.from(await log.checkpoint(size))]]);
  const tree = new MemoryTree(log.leaves.slice(0, size));
  for (const { level, index, width } of tilesOf(size)) {
    const nodes = Array.from({ length: width }, (_, at) => ({
      level: level * tileHeight,
      index: index * tileWidth + at,
    }));
    resources.set(tilePath({ level, index, width }), encodeTile(await tree.readNodes(nodes)));
  }
  for (let first = 0; first < size; first += tileWidth) {
    const entries = log.entries.slice(first, Math.min(size, first + tileWidth)).map((entry) => Buffer.from(entry));
    resources.set(entryBundlePath(first / tileWidth, entries.length), encodeEntryBundle(entries));
  }
  return resources;
}

const size = 600;
const log = createSealedLog(size);

describe('verifyTiledLog', () => {
  let resources: Map<string, Uint8Array>;
  beforeEach(async () => (resources = await publish(log, size)));

  const verify = (options: Partial<TiledLog> = {}) =>
    verifyTiledLog({ read: (path) => Promise.resolve(resources.get(path)), verifier: log.verifier(), ...options });

  it('accepts logs of any size, and gives each entry in its place', async () => {
    for (const small of [0, 1, 2, 255, 256, 257, 512, 600]) {
      resources = await publish(log, small);
      const entries: string[] = [];
      const checked = await verify({
        onEntry: (entry, position) => (entries[position] = Buffer.from(entry).toString()),
      });
      expect(checked.ok && checked.value.size).to.equal(small);
      expect(entries).to.deep.equal(log.entries.slice(0, small));
    }
  });

  it('reads the full tile where the partial one is gone, because the log has grown', async () => {
    const grown = await publish(log, 512);
    resources = await publish(log, 300);
    for (const path of [...resources.keys()].filter((name) => name.includes('.p/'))) resources.delete(path);
    for (const [path, bytes] of grown) if (!resources.has(path)) resources.set(path, bytes);
    resources.set(
      tilePath({ level: 1, index: 0, width: 1 }),
      (grown.get('tile/1/000.p/2') ?? Buffer.of()).subarray(0, 32),
    );
    const checked = await verify();
    expect(checked.ok && checked.value.size).to.equal(300);
  });

  it('holds the checkpoints against it that were published on the way', async () => {
    const roots = [300, 256, 600].map((at) => ({ size: at, root: new MemoryTree(log.leaves.slice(0, at)).root() }));
    expect((await verify({ published: roots })).ok).to.equal(true);
    const forked = { size: 300, root: new MemoryTree(log.leaves.slice(1, 301)).root() };
    expect(failureOf(await verify({ published: [...roots, forked] }))).to.equal('FORKED');
    expect(failureOf(await verify({ published: [{ ...forked, size: 601 }] }))).to.equal('ROLLED_BACK');
  });

  it('compares everything else also where the empty log was signed', async () => {
    const nothing = { size: 0, root: new MemoryTree([]).root() };
    expect((await verify({ published: [nothing] })).ok).to.equal(true);
    const forked = { size: 300, root: new MemoryTree(log.leaves.slice(1, 301)).root() };
    expect(failureOf(await verify({ published: [nothing, forked] }))).to.equal('FORKED');
    expect(failureOf(await verify({ published: [{ ...nothing, root: forked.root }] }))).to.equal('FORKED');
  });

  it('names what is missing, whatever it is', async () => {
    for (const path of [...resources.keys()]) {
      resources = await publish(log, size);
      resources.delete(path);
      const checked = await verify();
      expect(!checked.ok && checked.failure).to.deep.equal({ code: 'RESOURCE_MISSING', message: `${path} is missing` });
    }
  });

  it('accepts no byte that is another, wherever it is', async () => {
    for (const [path, bytes] of resources) {
      for (const at of new Set([0, 1, bytes.length >> 1, bytes.length - 1])) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        resources.set(path, changed);
        expect((await verify()).ok, `${path}, byte ${String(at)}`).to.equal(false);
      }
      resources.set(path, bytes);
    }
    expect((await verify()).ok).to.equal(true);
  });

  it('names a tile that has other hashes than what is below it, and one of another width', async () => {
    const full = resources.get('tile/0/001') ?? Buffer.of();
    resources.set('tile/0/001', Buffer.concat([full.subarray(32), full.subarray(0, 32)]));
    expect(failureOf(await verify())).to.equal('TILE_INVALID');
    resources.set('tile/0/001', full.subarray(32));
    expect(failureOf(await verify())).to.equal('TILE_MALFORMED');
    resources.set('tile/0/001', full.subarray(1));
    expect(failureOf(await verify())).to.equal('TILE_MALFORMED');
  });

  it('refuses the checkpoint of another log', async () => {
    const other = createSealedLog(size, 'audit.test/other');
    resources.set('checkpoint', Buffer.from(await other.checkpoint(size)));
    expect((await verify()).ok).to.equal(false);
  });
});

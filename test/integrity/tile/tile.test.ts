import {
  encodeEntryBundle,
  encodeTile,
  entryBundlePath,
  parseEntryBundle,
  parseTile,
  tilePath,
  tilesOf,
} from '@auditrail/integrity';
import { expect } from 'chai';
import fc from 'fast-check';
import { manyLeaves } from '../reference-tree.js';

describe('tilesOf', () => {
  it("has the tiles of the specification's examples", () => {
    const widths = (size: number) => {
      const levels: number[][] = [];
      for (const { level, width } of tilesOf(size)) levels[level] = [...(levels[level] ?? []), width];
      return levels.map((all) => [all.filter((width) => width === 256).length, all.at(-1)]);
    };
    expect(widths(70_000)).to.deep.equal([
      [273, 112],
      [1, 17],
      [0, 1],
    ]);
    expect(widths(256)).to.deep.equal([
      [1, 256],
      [0, 1],
    ]);
    expect(tilesOf(0)).to.deep.equal([]);
  });
});

describe('tilePath', () => {
  it('groups the digits of an index by three', () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).to.equal('tile/0/x001/x234/067');
    expect(tilePath({ level: 2, index: 0, width: 17 })).to.equal('tile/2/000.p/17');
    expect(entryBundlePath(999, 256)).to.equal('tile/entries/999');
    expect(entryBundlePath(1000, 1)).to.equal('tile/entries/x001/000.p/1');
  });
});

describe('parseTile', () => {
  it('reads what encodeTile writes', () => {
    const leaves = manyLeaves(256);
    const parsed = parseTile(encodeTile(leaves));
    expect(parsed.ok && parsed.value.map((hash) => Buffer.from(hash))).to.deep.equal(leaves);
  });

  it('refuses a tile of no hashes, of part of one, and of too many', () => {
    for (const bytes of [0, 31, 33, 257 * 32]) {
      const parsed = parseTile(Buffer.alloc(bytes));
      expect(!parsed.ok && parsed.failure.code).to.equal('TILE_MALFORMED');
    }
  });
});

describe('parseEntryBundle', () => {
  it('reads what encodeEntryBundle writes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (entries) => {
        const parsed = parseEntryBundle(encodeEntryBundle(entries));
        expect(parsed.ok && parsed.value.map((entry) => Uint8Array.from(entry))).to.deep.equal(entries);
      }),
    );
  });

  it('refuses a bundle that ends within an entry', () => {
    for (const bytes of [Buffer.of(0), Buffer.of(0, 1), Buffer.of(0, 1, 7, 0, 2, 7)]) {
      const parsed = parseEntryBundle(bytes);
      expect(!parsed.ok && parsed.failure.code).to.equal('TILE_MALFORMED');
    }
  });
});

describe('encodeEntryBundle', () => {
  it('refuses an entry of 64 KiB', () => {
    expect(encodeEntryBundle([Buffer.alloc(0xffff)])).to.have.length(2 + 0xffff);
    expect(() => encodeEntryBundle([Buffer.alloc(0x10000)])).to.throw(RangeError);
  });
});

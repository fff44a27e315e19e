import { CompactRange, emptyRoot } from '@auditrail/integrity';
import { expect } from 'chai';
import fc from 'fast-check';
import { hex, manyLeaves, referenceLeaves, referenceRoots } from '../reference-tree.js';

describe('CompactRange', () => {
  it('has the published root of every size', () => {
    const range = new CompactRange();
    expect(hex(range.root())).to.equal('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(range.root()).to.deep.equal(emptyRoot);
    const roots = referenceLeaves.map((leaf) => {
      range.append(leaf);
      return hex(range.root());
    });
    expect(roots).to.deep.equal(referenceRoots);
  });

  it('goes on where another has left off', () => {
    const leaves = manyLeaves(300);
    fc.assert(
      fc.property(fc.nat({ max: 300 }), (stop) => {
        const first = new CompactRange();
        for (const leaf of leaves.slice(0, stop)) first.append(leaf);
        const second = new CompactRange(first.size, first.hashes);
        const whole = new CompactRange();
        for (const leaf of leaves.slice(stop)) second.append(leaf);
        for (const leaf of leaves) whole.append(leaf);
        expect(hex(second.root())).to.equal(hex(whole.root()));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps as many hashes as the size has ones in binary', () => {
    const range = new CompactRange();
    for (const leaf of manyLeaves(0b1011)) range.append(leaf);
    expect(range.hashes).to.have.length(3);
  });

  it('tells of each subtree when it becomes full', () => {
    const range = new CompactRange();
    const seen: string[] = [];
    for (const leaf of referenceLeaves.slice(0, 4)) {
      range.append(leaf, ({ level, index }) => seen.push(`${String(level)}/${String(index)}`));
    }
    expect(seen).to.deep.equal(['0/0', '0/1', '1/0', '0/2', '0/3', '1/1', '2/0']);
  });

  it('refuses a size that the hashes are not of', () => {
    for (const size of [0, 2, 3, -1, 1.5, Number.NaN]) {
      const hashes = size === 0 ? referenceLeaves.slice(0, 1) : [];
      expect(() => new CompactRange(size, hashes), String(size)).to.throw(RangeError);
    }
  });
});

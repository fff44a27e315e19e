import {
  leafHash,
  MemoryTree,
  nodeHash,
  proveInclusion,
  verifyInclusion,
  type Checked,
  type Hash,
} from '@auditrail/integrity';
import { expect } from 'chai';
import fc from 'fast-check';
import { mutationRuns, mutationsOf, mutationTimeout } from '../mutations.js';
import { hex, manyLeaves, referenceLeaves, unhex } from '../reference-tree.js';

const failureOf = (checked: Checked<unknown>) => (checked.ok ? undefined : checked.failure.code);

describe('verifyInclusion', () => {
  const tree = new MemoryTree(referenceLeaves);

  it('accepts the published proofs, which proveInclusion makes', async () => {
    const published: readonly (readonly [number, number, readonly string[]])[] = [
      [0, 1, []],
      [
        0,
        8,
        [
          '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
        ],
      ],
      [
        5,
        8,
        [
          'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
          'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
          'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
        ],
      ],
      [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
    ];
    for (const [index, size, proof] of published) {
      expect((await proveInclusion(index, size, tree.readNodes)).map(hex)).to.deep.equal(proof);
      const root = new MemoryTree(referenceLeaves.slice(0, size)).root();
      const verified = verifyInclusion(referenceLeaves[index] as Hash, index, size, proof.map(unhex), root);
      expect(failureOf(verified)).to.equal(undefined);
    }
  });

  it('accepts the proof of every leaf in every tree of up to 70', async () => {
    const leaves = manyLeaves(70);
    const all = new MemoryTree(leaves);
    for (let size = 1; size <= leaves.length; size += 1) {
      const root = new MemoryTree(leaves.slice(0, size)).root();
      for (let index = 0; index < size; index += 1) {
        const proof = await proveInclusion(index, size, all.readNodes);
        const verified = verifyInclusion(leaves[index] as Hash, index, size, proof, root);
        expect(failureOf(verified), `${String(index)} of ${String(size)}`).to.equal(undefined);
      }
    }
  });

  it('reads all that a proof needs at once', async () => {
    const readings: number[] = [];
    await proveInclusion(3, 7, (nodes) => {
      readings.push(nodes.length);
      return tree.readNodes(nodes);
    });
    // Leaf 2, leaves 0 and 1, and of leaves 4 to 6 two subtrees.
    expect(readings).to.deep.equal([4]);
  });

  it('accepts no mutated proof', async () => {
    const leaves = manyLeaves(200);
    const all = new MemoryTree(leaves);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), async (size, at, seed) => {
        const index = at % size;
        const proof = await proveInclusion(index, size, all.readNodes);
        const root = new MemoryTree(leaves.slice(0, size)).root();
        const leaf = leaves[index] as Hash;
        for (const mutated of mutationsOf({ leaf, index, size, proof, root }, seed)) {
          const verified = verifyInclusion(mutated.leaf, mutated.index, mutated.size, mutated.proof, mutated.root);
          expect(failureOf(verified), mutated.name).to.equal('INCLUSION_INVALID');
        }
      }),
      { numRuns: mutationRuns },
    );
  }).timeout(mutationTimeout);

  it('refuses an inner node as a leaf', async () => {
    const [a, b] = [referenceLeaves[0] as Hash, referenceLeaves[1] as Hash];
    const proof = (await proveInclusion(0, 8, tree.readNodes)).slice(1);
    const inner = nodeHash(a, b);
    // It would do in a tree of half the size, were leaves and nodes not hashed differently.
    const entry = Buffer.concat([a, b]);
    expect(failureOf(verifyInclusion(leafHash(entry), 0, 4, proof, tree.root()))).to.equal('INCLUSION_INVALID');
    expect(failureOf(verifyInclusion(inner, 0, 8, proof, tree.root()))).to.equal('INCLUSION_INVALID');
  });

  it('has another root when the last leaf is there twice', () => {
    const three = referenceLeaves.slice(0, 3);
    const doubled = new MemoryTree([...three, three[2] as Hash]).root();
    expect(hex(doubled)).to.not.equal(hex(new MemoryTree(three).root()));
  });

  it('refuses indexes and sizes that are none', () => {
    const leaf = referenceLeaves[0] as Hash;
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [0.5, 1],
      [0, Number.NaN],
      [0, 2 ** 53],
    ] as const) {
      expect(failureOf(verifyInclusion(leaf, index, size, [], leaf))).to.equal('INCLUSION_INVALID');
    }
  });

  it('refuses hashes that have not 32 bytes', () => {
    const leaf = referenceLeaves[0] as Hash;
    expect(failureOf(verifyInclusion(leaf.subarray(1), 0, 1, [], leaf.subarray(1)))).to.equal('INCLUSION_INVALID');
  });
});

describe('proveInclusion', () => {
  it('rejects an index outside of the tree', async () => {
    const failure: unknown = await proveInclusion(8, 8, () => Promise.resolve([])).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(RangeError);
  });
});

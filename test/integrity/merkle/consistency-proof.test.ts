import { MemoryTree, proveConsistency, verifyConsistency, type Checked, type Hash } from '@auditrail/integrity';
import { expect } from 'chai';
import fc from 'fast-check';
import { flip, mutationRuns, mutationTimeout } from '../mutations.js';
import { hex, manyLeaves, referenceLeaves, referenceRoots, unhex } from '../reference-tree.js';

const failureOf = (checked: Checked<unknown>) => (checked.ok ? undefined : checked.failure.code);
const refused = 'CONSISTENCY_INVALID';

describe('verifyConsistency', () => {
  const tree = new MemoryTree(referenceLeaves);
  const rootOf = (size: number) => unhex(referenceRoots[size - 1] ?? '');

  it('accepts the published proofs, which proveConsistency makes', async () => {
    const published: readonly (readonly [number, number, readonly string[]])[] = [
      [1, 1, []],
      [
        1,
        8,
        [
          '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
        ],
      ],
      [
        6,
        8,
        [
          '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
          'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
          'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
        ],
      ],
      [
        2,
        5,
        [
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        ],
      ],
    ];
    for (const [old, size, proof] of published) {
      expect((await proveConsistency(old, size, tree.readNodes)).map(hex)).to.deep.equal(proof);
      const verified = verifyConsistency(old, rootOf(old), size, rootOf(size), proof.map(unhex));
      expect(failureOf(verified)).to.equal(undefined);
    }
  });

  it('accepts the proof of every growth up to 70', async () => {
    const leaves = manyLeaves(70);
    const all = new MemoryTree(leaves);
    const roots = leaves.map((_, at) => new MemoryTree(leaves.slice(0, at + 1)).root());
    for (let size = 1; size <= leaves.length; size += 1) {
      for (let old = 1; old <= size; old += 1) {
        const proof = await proveConsistency(old, size, all.readNodes);
        const verified = verifyConsistency(old, roots[old - 1] as Hash, size, roots[size - 1] as Hash, proof);
        expect(failureOf(verified), `${String(old)} to ${String(size)}`).to.equal(undefined);
      }
    }
  });

  it('accepts no mutated proof', async () => {
    const leaves = manyLeaves(150);
    const all = new MemoryTree(leaves);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 150 }), fc.nat(), fc.nat(), async (size, where, seed) => {
        const old = 1 + (where % (size - 1));
        const oldRoot = new MemoryTree(leaves.slice(0, old)).root();
        const root = new MemoryTree(leaves.slice(0, size)).root();
        const proof = await proveConsistency(old, size, all.readNodes);
        const at = seed % proof.length;
        const element = proof[at] as Hash;
        const mutations: readonly (readonly [string, number, Hash, number, Hash, readonly Hash[]])[] = [
          ['another old root', old, flip(oldRoot, seed), size, root, proof],
          ['another root', old, oldRoot, size, flip(root, seed), proof],
          ['the trees exchanged', size, root, old, oldRoot, proof],
          ['another old size', old === 1 ? size : old - 1, oldRoot, size, root, proof],
          ['a bit', old, oldRoot, size, root, proof.map((hash, place) => (place === at ? flip(hash, seed) : hash))],
          ['cut off at the end', old, oldRoot, size, root, proof.slice(0, -1)],
          ['cut off at the beginning', old, oldRoot, size, root, proof.slice(1)],
          ['the root behind it', old, oldRoot, size, root, [...proof, root]],
          ['an element twice', old, oldRoot, size, root, [...proof.slice(0, at), element, ...proof.slice(at)]],
          ['no proof', old, oldRoot, size, root, []],
        ];
        for (const [name, ...claim] of mutations)
          expect(failureOf(verifyConsistency(...claim)), name).to.equal(refused);
      }),
      { numRuns: mutationRuns },
    );
  }).timeout(mutationTimeout);

  it('accepts nothing from a tree of size 0', () => {
    expect(failureOf(verifyConsistency(0, rootOf(1), 8, rootOf(8), []))).to.equal(refused);
    expect(failureOf(verifyConsistency(0, rootOf(1), 0, rootOf(1), []))).to.equal(refused);
  });

  it('accepts one tree of a size only, and no proof with it', () => {
    expect(failureOf(verifyConsistency(8, rootOf(8), 8, rootOf(8), []))).to.equal(undefined);
    expect(failureOf(verifyConsistency(8, rootOf(7), 8, rootOf(8), []))).to.equal(refused);
    expect(failureOf(verifyConsistency(8, rootOf(8), 8, rootOf(8), [rootOf(1)]))).to.equal(refused);
  });
});

describe('proveConsistency', () => {
  it('rejects sizes that do not follow each other', async () => {
    for (const [old, size] of [
      [0, 8],
      [8, 7],
      [-1, 8],
      [1.5, 8],
    ] as const) {
      const failure: unknown = await proveConsistency(old, size, () => Promise.resolve([])).catch((e: unknown) => e);
      expect(failure).to.be.instanceOf(RangeError);
    }
  });
});

import { invalid, valid, type Checked } from '../checked.js';
import { equalHashes, isHash, nodeHash, type Hash } from './hash.js';
import { largestPowerBelow, readRoots, type LeafRange, type NodeReader } from './subtree.js';

/** What stands beside the way from a leaf to the root, from the leaf on (RFC 6962 section 2.1.1). */
function besideLeaf(index: number, size: number): readonly LeafRange[] {
  const beside: LeafRange[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + largestPowerBelow(end - begin);
    if (index < middle) {
      beside.push({ begin: middle, end });
      end = middle;
    } else {
      beside.push({ begin, end: middle });
      begin = middle;
    }
  }
  return beside.reverse();
}

/** Proves that a tree of `size` leaves has the leaf at `index`, with one reading. Rejects with a RangeError outside of it. */
export async function proveInclusion(index: number, size: number, read: NodeReader): Promise<readonly Hash[]> {
  if (!isIndexIn(index, size)) throw new RangeError(`no leaf ${String(index)} in a tree of ${String(size)}`);
  return readRoots(besideLeaf(index, size), read);
}

/** Checks that the tree with this root has a leaf at `index` (RFC 9162 section 2.1.3.2); fails with INCLUSION_INVALID. */
export function verifyInclusion(
  leaf: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
  root: Hash,
): Checked<Hash> {
  if (!isIndexIn(index, size)) return invalid('INCLUSION_INVALID', 'the tree has no leaf at this index');
  if (![leaf, root, ...proof].every(isHash)) return invalid('INCLUSION_INVALID', 'a hash has not 32 bytes');
  let [node, last, hash] = [index, size - 1, leaf];
  for (const beside of proof) {
    if (last === 0) return invalid('INCLUSION_INVALID', 'the proof is too long');
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(beside, hash);
      // Up to where the node has a sibling again: until then it is carried up as it is.
      while (node % 2 === 0 && node > 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, beside);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0) return invalid('INCLUSION_INVALID', 'the proof is too short');
  return equalHashes(hash, root) ? valid(root) : invalid('INCLUSION_INVALID', 'the leaf is not in this tree');
}

function isIndexIn(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
}

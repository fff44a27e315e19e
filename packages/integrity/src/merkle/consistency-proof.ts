import { invalid, valid, type Checked } from '../checked.js';
import { equalHashes, isHash, nodeHash, type Hash } from './hash.js';
import { largestPowerBelow, readRoots, type LeafRange, type NodeReader } from './subtree.js';

/** What the old tree and the new one are made of, from the smallest part on (RFC 6962 section 2.1.2). */
function partsOf(oldSize: number, size: number): readonly LeafRange[] {
  const parts: LeafRange[] = [];
  let [begin, end, isWholeOldTree] = [0, size, true];
  while (oldSize !== end) {
    const middle = begin + largestPowerBelow(end - begin);
    if (oldSize <= middle) {
      parts.push({ begin: middle, end });
      end = middle;
    } else {
      parts.push({ begin, end: middle });
      begin = middle;
      isWholeOldTree = false;
    }
  }
  if (!isWholeOldTree) parts.push({ begin, end });
  return parts.reverse();
}

/**
 * Proves that a tree of `size` leaves begins with the one of `oldSize`, with one reading. Rejects with a RangeError
 * unless 0 < oldSize ≤ size: every tree begins with the empty one.
 */
export async function proveConsistency(oldSize: number, size: number, read: NodeReader): Promise<readonly Hash[]> {
  if (!isOrdered(oldSize, size)) throw new RangeError(`no tree of ${String(oldSize)} in one of ${String(size)}`);
  return oldSize === size ? [] : readRoots(partsOf(oldSize, size), read);
}

/** Checks that a tree begins with an older one (RFC 9162 section 2.1.4.2); fails with CONSISTENCY_INVALID. */
export function verifyConsistency(
  oldSize: number,
  oldRoot: Hash,
  size: number,
  root: Hash,
  proof: readonly Hash[],
): Checked<Hash> {
  if (!isOrdered(oldSize, size)) return invalid('CONSISTENCY_INVALID', 'nothing is consistent with these sizes');
  if (![oldRoot, root, ...proof].every(isHash)) return invalid('CONSISTENCY_INVALID', 'a hash has not 32 bytes');
  if (oldSize === size) {
    const isSame = proof.length === 0 && equalHashes(oldRoot, root);
    return isSame ? valid(root) : invalid('CONSISTENCY_INVALID', 'trees of one size differ');
  }
  let [node, last] = [oldSize - 1, size - 1];
  while (node % 2 === 1) [node, last] = [(node - 1) / 2, Math.floor(last / 2)];
  // The whole old tree is a node of the new one: its root begins the proof without being in it.
  const [first, ...rest] = node === 0 ? [oldRoot, ...proof] : proof;
  if (first === undefined) return invalid('CONSISTENCY_INVALID', 'the proof is too short');
  let [oldHash, hash] = [first, first];
  for (const beside of rest) {
    if (last === 0) return invalid('CONSISTENCY_INVALID', 'the proof is too long');
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(beside, oldHash);
      hash = nodeHash(beside, hash);
      while (node % 2 === 0 && node > 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, beside);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0) return invalid('CONSISTENCY_INVALID', 'the proof is too short');
  return equalHashes(oldHash, oldRoot) && equalHashes(hash, root)
    ? valid(root)
    : invalid('CONSISTENCY_INVALID', 'the tree does not begin with the older one');
}

function isOrdered(oldSize: number, size: number): boolean {
  return Number.isSafeInteger(oldSize) && Number.isSafeInteger(size) && oldSize > 0 && oldSize <= size;
}

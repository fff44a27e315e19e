import { emptyRoot, nodeHash, type Hash } from './hash.js';

/** The leaves from `begin` up to, and without, `end`. */
export interface LeafRange {
  readonly begin: number;
  readonly end: number;
}

/** A node whose subtree is full: it has the leaves from `index * 2 ** level`, `2 ** level` of them. */
export interface NodeId {
  readonly level: number;
  readonly index: number;
}

/** The greatest power of two below a number of at least two. */
export function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The fewest full subtrees that have the leaves of a range, from left to right. */
export function fullSubtrees({ begin, end }: LeafRange): readonly NodeId[] {
  const nodes: NodeId[] = [];
  for (let at = begin; at < end;) {
    let [level, width] = [0, 1];
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      level += 1;
      width *= 2;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** The root above full subtrees that decrease from left to right: a node without a sibling is carried up as it is. */
export function rootOfSubtrees(hashes: readonly Hash[]): Hash {
  return (
    hashes.reduceRight<Hash | undefined>(
      (root, hash) => (root === undefined ? hash : nodeHash(hash, root)),
      undefined,
    ) ?? emptyRoot
  );
}

/** Reads the hashes of full subtrees, one for each id and in their order. */
export type NodeReader = (nodes: readonly NodeId[]) => Promise<readonly Hash[]>;

/** The roots of ranges, read all at once. */
export async function readRoots(ranges: readonly LeafRange[], read: NodeReader): Promise<readonly Hash[]> {
  const subtrees = ranges.map(fullSubtrees);
  const hashes = await read(subtrees.flat());
  let at = 0;
  return subtrees.map(({ length }) => {
    at += length;
    return rootOfSubtrees(hashes.slice(at - length, at));
  });
}

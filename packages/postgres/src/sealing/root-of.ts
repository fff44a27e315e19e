import { CompactRange, type Hash } from '@auditrail/integrity';

/** The hash that stands for some hashes of one level. */
export function rootOf(hashes: readonly Hash[]): Hash {
  const range = new CompactRange();
  for (const hash of hashes) range.append(hash);
  return range.root();
}

import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { MemoryTree, proveInclusion, verifyInclusion, type Hash } from '@auditrail/integrity';
import type { GroupSettings } from '../benchmark-group.js';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave } from '../measure/interleave.js';

const microseconds = 'µs per proof';
const bytes = 'bytes per proof';

/** What a proof of one event among very many costs: to make, to verify, and to send. */
export async function compareProofs({ isQuick, onProgress }: GroupSettings): Promise<readonly Comparison[]> {
  const size = isQuick ? 10_000 : 1_000_000;
  const proofs = isQuick ? 20 : 1_000;
  onProgress(`a tree of ${size.toLocaleString('en')} leaves`);
  const leaves = Array.from({ length: size }, (_, number): Hash =>
    createHash('sha256').update(String(number)).digest(),
  );
  const tree = new MemoryTree(leaves);
  const root = tree.root();
  const made = new Map<number, readonly Hash[]>();
  const indexes = Array.from({ length: proofs }, (_, number) => Math.floor((number * size) / proofs));
  const perProof = async (work: (index: number) => Promise<unknown>) => {
    const start = performance.now();
    for (const index of indexes) await work(index);
    const hashes = indexes.reduce((sum, index) => sum + (made.get(index)?.length ?? 0), 0);
    return { [microseconds]: ((performance.now() - start) * 1000) / proofs, [bytes]: (hashes * 32) / proofs };
  };
  const measured = await interleave(
    [
      {
        name: 'make',
        measure: () => perProof(async (index) => made.set(index, await proveInclusion(index, size, tree.readNodes))),
      },
      {
        name: 'verify',
        measure: () =>
          perProof((index) => {
            const verified = verifyInclusion(leaves[index] as Hash, index, size, made.get(index) ?? [], root);
            if (!verified.ok) throw new Error(verified.failure.code);
            return Promise.resolve();
          }),
      },
    ],
    { warmUp: 2, counted: isQuick ? 2 : 10 },
    (round, all) => onProgress(`proofs, round ${round} of ${all}`),
  );
  const title = `one event among ${size.toLocaleString('en')}, in memory`;
  return [compare(title, microseconds, measured), compare(`${title}: size`, bytes, measured.slice(0, 1))];
}

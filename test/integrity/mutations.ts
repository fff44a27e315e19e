import type { Hash } from '@auditrail/integrity';

// `npm run check` asks for a million mutations.
export const mutationRuns = Number(process.env['AUDITRAIL_TEST_MUTATION_RUNS'] ?? 200);

export const mutationTimeout = 20_000 + 5 * mutationRuns;

/** What an inclusion proof is about. */
export interface Claim {
  readonly leaf: Hash;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}

/** A hash with one bit turned. */
export function flip(hash: Hash, seed: number): Hash {
  const copy = Uint8Array.from(hash);
  const bit = seed % (copy.length * 8);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

/** Claims that are false, or proofs that do not show them, each made from a true one. */
export function mutationsOf(claim: Claim, seed: number): readonly (Claim & { readonly name: string })[] {
  const { leaf, index, size, proof, root } = claim;
  const at = proof.length === 0 ? 0 : seed % proof.length;
  const element = proof[at] ?? leaf;
  const other = (index + 1 + (seed % (size - 1))) % size;
  const mutations: Record<string, Partial<Claim>> = {
    'another leaf': { leaf: flip(leaf, seed) },
    'another root': { root: flip(root, seed) },
    'another index': { index: other },
    'a bit of the proof': { proof: proof.map((hash, place) => (place === at ? flip(hash, seed) : hash)) },
    'a proof cut off at its end': { proof: proof.slice(0, -1) },
    'a proof cut off at its beginning': { proof: proof.slice(1) },
    'a proof with its root behind it': { proof: [...proof, root] },
    'a proof with the leaf before it': { proof: [leaf, ...proof] },
    'an element twice': { proof: [...proof.slice(0, at + 1), element, ...proof.slice(at + 1)] },
    'the root as the leaf': { leaf: root },
    'no proof': { proof: [] },
  };
  if (proof.length > 1) mutations['a proof backwards'] = { proof: [...proof].reverse() };
  return Object.entries(mutations).map(([name, mutation]) => ({ ...claim, ...mutation, name }));
}

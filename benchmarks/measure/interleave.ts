import type { Variant } from './variant.js';

/** How often each variant is measured. */
export interface Rounds {
  /** Rounds that come first and do not count. */
  readonly warmUp: number;
  readonly counted: number;
}

/** One variant's figures, one entry a counted round. */
export interface MeasuredVariant<Figure extends string> {
  readonly name: string;
  readonly samples: readonly Readonly<Record<Figure, number>>[];
}

/**
 * Measures every variant once in every round, so that all of them meet the same disturbances; each round begins with
 * another one, so that none always follows the same neighbour's litter.
 */
export async function interleave<Figure extends string>(
  variants: readonly Variant<Figure>[],
  rounds: Rounds,
  onRound: (round: number, all: number) => void,
): Promise<readonly MeasuredVariant<Figure>[]> {
  const samples = new Map<string, Readonly<Record<Figure, number>>[]>(variants.map(({ name }) => [name, []]));
  const all = rounds.warmUp + rounds.counted;
  for (let round = 0; round < all; round += 1) {
    onRound(round + 1, all);
    const first = round % variants.length;
    for (const variant of [...variants.slice(first), ...variants.slice(0, first)]) {
      const sample = await variant.measure();
      if (round >= rounds.warmUp) samples.get(variant.name)?.push(sample);
    }
  }
  return variants.map(({ name }) => ({ name, samples: samples.get(name) ?? [] }));
}

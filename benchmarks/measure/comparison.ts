import type { MeasuredVariant } from './interleave.js';
import { spreadOf, type Spread } from './spread.js';

/** One figure of several variants, as absolute values and as ratios to the baseline of the same round. */
export interface Comparison {
  /** What was done, and where. */
  readonly title: string;
  /** What was measured, with its unit. */
  readonly figure: string;
  readonly baseline: string;
  /** What one must know to read it. */
  readonly note?: string;
  readonly variants: readonly ComparedVariant[];
}

export interface ComparedVariant {
  readonly name: string;
  readonly value: Spread;
  readonly ratio: Spread;
  /** One value a round. */
  readonly samples: readonly number[];
}

/** Compares one figure of measured variants; the first one is the baseline. */
export function compare<Figure extends string>(
  title: string,
  figure: Figure,
  measured: readonly MeasuredVariant<Figure>[],
): Comparison {
  const columns = measured.map(({ name, samples }) => ({ name, samples: samples.map((sample) => sample[figure]) }));
  const baseline = columns[0];
  if (baseline === undefined) throw new RangeError('There is nothing to compare');
  return {
    title,
    figure,
    baseline: baseline.name,
    variants: columns.map(({ name, samples }) => ({
      name,
      value: spreadOf(samples),
      ratio: spreadOf(ratios(samples, baseline.samples)),
      samples,
    })),
  };
}

/** One variant's values as multiples of another's, round by round. */
export function ratios(samples: readonly number[], baseline: readonly number[]): readonly number[] {
  return samples.map((value, round) => value / (baseline[round] ?? NaN));
}

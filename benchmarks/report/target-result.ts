import type { GroupReport } from '../benchmark-group.js';
import { ratios, type Comparison } from '../measure/comparison.js';
import { spreadOf, type Spread } from '../measure/spread.js';
import type { Target } from './targets.js';

/** What a run says of a target. */
export interface TargetResult {
  readonly target: Target;
  readonly measured: Spread;
  readonly isMet: boolean;
}

/** Looks a target up in a run; undefined where its comparison was not part of the run. */
export function targetResult(target: Target, groups: readonly GroupReport[]): TargetResult | undefined {
  const comparisons = groups.flatMap(({ comparisons: some }) => some);
  const comparison = comparisons.find(({ title }) => title === target.comparison);
  if (comparison === undefined) return undefined;
  const measured = spreadOf(ratios(samplesOf(comparison, target.variant), samplesOf(comparison, target.baseline)));
  const { bound } = target;
  const isMet = 'atMost' in bound ? measured.median <= bound.atMost : measured.median >= bound.atLeast;
  return { target, measured, isMet };
}

function samplesOf({ title, variants }: Comparison, name: string): readonly number[] {
  const variant = variants.find((one) => one.name === name);
  if (variant === undefined) throw new Error(`"${title}" has no variant "${name}"`);
  return variant.samples;
}

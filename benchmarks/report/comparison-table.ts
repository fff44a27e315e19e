import type { Comparison } from '../measure/comparison.js';
import type { Spread } from '../measure/spread.js';
import { textTable } from './text-table.js';

/** A comparison's rows, its head first: variant, value, ratio to the baseline. */
export function comparisonRows({ figure, baseline, variants }: Comparison): readonly (readonly string[])[] {
  return [
    ['variant', figure, `× ${baseline}`],
    ...variants.map(({ name, value, ratio }) => [
      name,
      formatSpread(value),
      name === baseline ? '1' : formatSpread(ratio),
    ]),
  ];
}

/** A comparison for the terminal. */
export function comparisonTable(comparison: Comparison): string {
  const rounds = comparison.variants[0]?.samples.length ?? 0;
  const title = `${comparison.title} (median [p25–p75] of ${rounds} rounds)`;
  return [
    title,
    ...(comparison.note === undefined ? [] : [comparison.note]),
    textTable(comparisonRows(comparison)),
  ].join('\n');
}

/** `median [p25–p75]`. */
export function formatSpread({ p25, median, p75 }: Spread): string {
  return `${formatNumber(median)} [${formatNumber(p25)}–${formatNumber(p75)}]`;
}

function formatNumber(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

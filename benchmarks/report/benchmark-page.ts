import type { GroupReport } from '../benchmark-group.js';
import type { Comparison } from '../measure/comparison.js';
import type { BenchReport } from './bench-report.js';
import { comparisonRows, formatSpread } from './comparison-table.js';
import type { Machine } from './machine.js';
import { targetResult } from './target-result.js';
import { targets, type Target } from './targets.js';
import { markdownTable } from './text-table.js';

/** The page docs/benchmarks.md: nothing in it is written by hand. */
export function benchmarkPage({ date, isQuick, machine, groups }: BenchReport): string {
  const blocks = [
    '# Benchmarks',
    'Written by `npm run bench -- --write-docs`; do not edit. Figures are `median [p25–p75]` over the rounds of one run. A ' +
      'ratio compares two variants of the same round; within a round all variants take turns. Ratios travel from machine to ' +
      'machine, absolute figures do not.',
    ...(isQuick ? ['**This was a `--quick` run: its figures say nothing.**'] : []),
    '## Machine',
    describe(date, machine),
    '## Targets',
    targetTable(groups),
    ...groups.flatMap(groupBlocks),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function describe(date: string, { cpu, cores, memoryGib, system, loadBefore, versions }: Machine): string {
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `- ${date}; load of the minute before: ${loadBefore.toFixed(2)}`,
    `- ${cpu}, ${cores} cores, ${memoryGib} GiB; ${system}`,
    `- ${libraries.join(', ')}`,
  ].join('\n');
}

function targetTable(groups: readonly GroupReport[]): string {
  const rows = targets.flatMap((target) => {
    const result = targetResult(target, groups);
    if (result === undefined) return [];
    return [
      [
        `${target.work} (× ${target.baseline})`,
        boundText(target),
        formatSpread(result.measured),
        result.isMet ? 'yes' : 'no',
      ],
    ];
  });
  return markdownTable([['work', 'target', 'measured', 'met'], ...rows]);
}

function boundText({ bound }: Target): string {
  return 'atMost' in bound ? `≤ ${bound.atMost}` : `≥ ${bound.atLeast}`;
}

function groupBlocks({ name, notes, comparisons }: GroupReport): readonly string[] {
  return [`## ${name}`, notes.map((note) => `- ${note}`).join('\n'), ...comparisons.flatMap(comparisonBlocks)];
}

function comparisonBlocks(comparison: Comparison): readonly string[] {
  const { title, note } = comparison;
  return [`### ${title}`, ...(note === undefined ? [] : [note]), markdownTable(comparisonRows(comparison))];
}

import type { Problem } from '@auditrail/postgres';

/** A line for each problem that was kept, and one for those that were not. */
export function describeProblems(problems: readonly Problem[], count: number): readonly string[] {
  const more = count - problems.length;
  return [
    ...problems.map(({ kind, position, id, detail }) =>
      [kind, position === undefined ? '' : `position ${String(position)}`, id ?? '', detail]
        .filter((part) => part !== '')
        .join('  '),
    ),
    ...(more > 0 ? [`and ${more.toLocaleString('en')} more`] : []),
  ];
}

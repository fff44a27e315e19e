import type { Finding } from '@auditrail/postgres';

const levels = ['pass', 'warn', 'fail'] as const;

/** Findings for people: a line each, a remedy below it, and the count of each level at the end. */
export function listFindings(findings: readonly Finding[]): readonly string[] {
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, level, message, remedy }) => [
    `${level}  ${check.padEnd(width)}  ${message}`,
    ...(remedy === undefined ? [] : [`      ${' '.repeat(width)}  ${remedy}`]),
  ]);
  const counts = levels.map(
    (level) => `${String(findings.filter((finding) => finding.level === level).length)} ${level}`,
  );
  return [...lines, counts.join(', ')];
}

import type { FileVerificationReport, ReceiptsReport, VerificationReport } from '@auditrail/postgres';
import { describeProblems } from './describe-problems.js';

const count = (number: number) => number.toLocaleString('en');
const verdict = (holds: boolean) => (holds ? 'holds' : 'does not hold');

/** What a verification of the database says to people. */
export function describeLog(report: VerificationReport, isAnchored: boolean): readonly string[] {
  const { holds, size, verified, verifiedFrom, archived, pending, problems, problemCount } = report;
  return [
    ...describeProblems(problems, problemCount),
    `${verdict(holds)}: ${count(verified)} of ${count(size)} events read, ${count(problemCount)} problems`,
    ...(archived > 0 ? [`${count(archived)} are in archives: their leaves hold, they were not read`] : []),
    ...(pending > 0 ? [`${count(pending)} are not sealed yet`] : []),
    ...(verifiedFrom > 0 ? [`not read again: the first ${count(verifiedFrom)}`] : []),
    ...(isAnchored
      ? []
      : ['compared with no anchor: who writes the database could have signed it anew, had they the key']),
  ];
}

/** What a verification of tiles, and of an archive, says to people. */
export function describeFiles({
  holds,
  size,
  month,
  archived,
  problems,
  problemCount,
}: FileVerificationReport): readonly string[] {
  return [
    ...describeProblems(problems, problemCount),
    `${verdict(holds)}: ${count(size)} entries are what was signed, ${count(problemCount)} problems`,
    ...(month === undefined ? [] : [`${count(archived)} events of ${month} are what was sealed`]),
  ];
}

/** What a verification of receipts says to people. */
export function describeReceipts({
  holds,
  verified,
  unpublished,
  problems,
  problemCount,
}: ReceiptsReport): readonly string[] {
  return [
    ...describeProblems(problems, problemCount),
    `${verdict(holds)}: ${count(verified)} events are what was sealed, ${count(problemCount)} problems`,
    ...(unpublished > 0 ? [`${count(unpublished)} are under checkpoints that this anchor does not have yet`] : []),
  ];
}

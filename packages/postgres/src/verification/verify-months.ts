import type { DroppedMonth, DroppedMonths } from './dropped-months.js';
import type { MonthTally } from './month-tally.js';
import type { ProblemList } from './problem-list.js';
import type { Problem } from './problem.js';

/** Tells the events that went with their month from those that are missing. Answers with how many went. */
export function verifyAbsences({ months }: MonthTally, dropped: DroppedMonths, problems: ProblemList): number {
  let archived = 0;
  for (const [month, { absences }] of months) {
    if (dropped.has(month)) archived += absences.count;
    else problems.addAll(absences);
  }
  return archived;
}

/** Finds what the log says of a dropped month and is not so. The tally is of every leaf; without it nothing is counted. */
export function verifyDrops(dropped: DroppedMonths, tally: MonthTally | undefined, problems: ProblemList): void {
  for (const drop of dropped.values()) {
    const { month, stored, said } = drop;
    const altered = (detail: string) => problems.add({ kind: 'altered', ...placeOf(drop), detail });
    if (stored > 0) altered(`${month} was dropped, it says, and has ${String(stored)} events`);
    if (tally === undefined || said === undefined) continue;
    const sealed = tally.months.get(month)?.sealed ?? 0;
    if (said.events === sealed) continue;
    altered(`${month} was dropped with ${String(said.events)} events, it says, and ${String(sealed)} were sealed`);
  }
}

function placeOf({ said }: DroppedMonth): Pick<Problem, 'id' | 'position'> {
  if (said === undefined) return {};
  return { id: said.id, ...(said.position !== undefined && { position: said.position }) };
}

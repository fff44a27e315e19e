import { ProblemList } from './problem-list.js';
import type { ComparedLeaf } from './compare-leaf.js';

/** How many of a month's events are sealed, and which of them are not there. */
export interface TalliedMonth {
  readonly sealed: number;
  readonly absences: ProblemList;
}

/**
 * Counts sealed events by month. Whether one that is not there was dropped with its month is asked when all have been
 * looked at: a month may be dropped meanwhile.
 */
export class MonthTally {
  readonly #months = new Map<string, { sealed: number; readonly absences: ProblemList }>();

  add({ month, absence }: Pick<ComparedLeaf, 'month' | 'absence'>): void {
    if (month === undefined) return;
    const tallied = this.#months.get(month) ?? { sealed: 0, absences: new ProblemList() };
    this.#months.set(month, tallied);
    tallied.sealed += 1;
    if (absence !== undefined) tallied.absences.add(absence);
  }

  get months(): ReadonlyMap<string, TalliedMonth> {
    return this.#months;
  }
}

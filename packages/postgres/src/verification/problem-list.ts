import type { Problem } from './problem.js';

const mostKept = 1_000;

/** Keeps the first problems, and counts all. */
export class ProblemList {
  readonly #problems: Problem[] = [];
  #count = 0;

  add(problem: Problem): void {
    this.#count += 1;
    if (this.#problems.length < mostKept) this.#problems.push(problem);
  }

  addAll({ kept, count }: ProblemList): void {
    for (const problem of kept) this.add(problem);
    this.addUnnamed(count - kept.length);
  }

  /** Counts problems that nobody has kept. */
  addUnnamed(count: number): void {
    this.#count += count;
  }

  get kept(): readonly Problem[] {
    return this.#problems;
  }

  get count(): number {
    return this.#count;
  }
}

import type { JsonLimits } from './json-limits.js';

/** What is left of the limits that hold for several copies together. */
export interface CopyBudget {
  keysLeft: number;
  charactersLeft: number;
}

/** The whole budget that the limits allow. */
export function createCopyBudget(limits: JsonLimits): CopyBudget {
  return { keysLeft: limits.keys, charactersLeft: limits.textCharacters };
}

/** Takes one key, or says that there is no room for more. */
export function takeKey(budget: CopyBudget): boolean {
  if (budget.keysLeft <= 0 || budget.charactersLeft <= 0) return false;
  budget.keysLeft -= 1;
  return true;
}

/** Counts text that is kept. */
export function spendText(budget: CopyBudget, text: string): string {
  budget.charactersLeft -= text.length;
  return text;
}

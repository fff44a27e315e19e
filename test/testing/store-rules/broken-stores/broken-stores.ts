import { contentBreakages } from './content-breakages.js';
import { appendBreakages } from './append-breakages.js';
import { readingBreakages } from './reading-breakages.js';
import { transactionBreakages } from './transaction-breakages.js';
import { closingBreakages } from './closing-breakages.js';
import type { BrokenStore } from './broken-store.js';

/** Stores that break the contract, one way each. */
export const brokenStores: readonly BrokenStore[] = [
  ...contentBreakages,
  ...appendBreakages,
  ...readingBreakages,
  ...transactionBreakages,
  ...closingBreakages,
];

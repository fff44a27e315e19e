import { appendRules } from './append-rules.js';
import { closingRules } from './closing-rules.js';
import { contentRules } from './content-rules.js';
import { readingRules } from './reading-rules.js';
import type { StoreRule } from './store-rule.js';
import { transactionRules } from './transaction-rules.js';

/** Every promise of the port AuditStore, as data. */
export const storeRules: readonly StoreRule[] = [
  ...contentRules,
  ...appendRules,
  ...readingRules,
  ...transactionRules,
  ...closingRules,
];

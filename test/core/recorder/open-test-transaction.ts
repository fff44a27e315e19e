import type { OpenTransaction } from '@auditrail/core';

/** A transaction without a database: `commit` publishes what was appended within it. */
export function openTestTransaction(): { readonly transaction: OpenTransaction; readonly commit: () => void } {
  const publishers: (() => void)[] = [];
  return {
    transaction: {
      database: {},
      execute: () => Promise.reject(new Error('there is no database')),
      onCommitted: (publish) => void publishers.push(publish),
    },
    commit: () => publishers.forEach((publish) => publish()),
  };
}

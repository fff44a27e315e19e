import type { StoreCapabilities, StoreHarness, StoreLog } from './store-harness.js';

/** One promise of the port AuditStore, and how to see whether a store keeps it. */
export interface StoreRule {
  /** The name by which a deviation refers to it; it does not change. */
  readonly id: string;
  readonly title: string;
  /** Without this capability the rule says nothing of a store. */
  readonly needs?: keyof StoreCapabilities;
  /**
   * Resolves when the store keeps the rule and rejects with an AssertionError when it does not. Any other rejection
   * says that the store could not be asked.
   */
  readonly check: (harness: StoreHarness) => Promise<void>;
}

/** The rule's own log for the time of a check. */
export async function withLog(harness: StoreHarness, check: (log: StoreLog) => Promise<void>): Promise<void> {
  const log = await harness.openLog();
  try {
    await check(log);
  } finally {
    await log.release();
  }
}

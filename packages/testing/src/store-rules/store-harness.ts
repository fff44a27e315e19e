import type { AuditStore, OpenTransaction } from '@auditrail/core';

/** What a store may or may not do; rules that need it are skipped where it is not claimed. */
export interface StoreCapabilities {
  /** Events can be appended within a transaction; the log has `beginTransaction`. */
  readonly transactions: boolean;
  /** The log outlives a store: another one can be opened on it; the log has `openSecondStore`. */
  readonly secondStore: boolean;
}

/** A transaction of the database that the log is in. */
export interface StoreTransaction {
  readonly transaction: OpenTransaction;
  readonly commit: () => Promise<void>;
  readonly rollback: () => Promise<void>;
}

/** A log of one rule's own, and a store on it. */
export interface StoreLog {
  readonly store: AuditStore;
  beginTransaction?(): Promise<StoreTransaction>;
  openSecondStore?(): Promise<AuditStore>;
  /** Closes whatever was opened on the log; the rule may have closed `store` already. */
  release(): Promise<void>;
}

/** How the rules reach a store. */
export interface StoreHarness {
  readonly capabilities: StoreCapabilities;
  /** Opens an empty log: a store that only appends cannot be cleared. */
  openLog(): Promise<StoreLog>;
}

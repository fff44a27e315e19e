import type { SubjectInput } from '@auditrail/core';

/** What an application adds to the events of one write: `invoice.update(values, { audit: { reason: '…' } })`. */
export interface WriteAnnotation {
  readonly reason?: string | undefined;
  readonly subject?: SubjectInput | undefined;
  readonly metadata?: unknown;
}

declare module 'sequelize/types/model' {
  // Every option type of a writing method extends this one.
  interface Transactionable {
    /** What to add to the audit events of this write. */
    audit?: WriteAnnotation | undefined;
  }
}

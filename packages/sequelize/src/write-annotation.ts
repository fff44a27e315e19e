import type { SubjectInput } from '@auditrail/core';

/** What an application adds to the events of one write: `invoice.update(values, { audit: { reason: '…' } })`. */
export interface WriteAnnotation {
  readonly reason?: string | undefined;
  readonly subject?: SubjectInput | undefined;
  readonly metadata?: unknown;
}

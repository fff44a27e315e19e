import type { AuditError, StoredPage } from '@auditrail/core';
import { Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import { readEvent, type EventRow } from './read-event.js';

/** Turns the rows of a page, read with one more than `limit`, into events; fails with SCHEMA_INCOMPATIBLE. */
export function readPage(rows: readonly EventRow[], limit: number): Result<StoredPage, AuditError> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return Result.combine(kept.map(readEvent)).map((events) => ({
    events,
    ...(last &&
      rows.length > limit && { next: { occurredAt: columnText(last, 'occurred_at'), id: columnText(last, 'id') } }),
  }));
}

import { AuditError, parseEvent, type StatementResult, type StoredEvent, type StoredPage } from '@auditrail/core';
import { err, Result } from 'neverthrow';

type Row = StatementResult['rows'][number];

/** Turns the rows of a page, read with one more than `limit`, into events; fails with SCHEMA_INCOMPATIBLE. */
export function readPage(rows: readonly Row[], limit: number): Result<StoredPage, AuditError> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return Result.combine(kept.map(readEvent)).map((events) => ({
    events,
    ...(last && rows.length > limit && { next: { occurredAt: text(last, 'occurred_at'), id: text(last, 'id') } }),
  }));
}

function readEvent(row: Row): Result<StoredEvent, AuditError> {
  const transactionId = row['transaction_id'];
  return parseBody(text(row, 'body'))
    .map((event) => ({
      ...event,
      recordedAt: text(row, 'recorded_at'),
      dbRole: text(row, 'db_role'),
      ...(typeof transactionId === 'string' && { transactionId }),
    }))
    .mapErr(
      (cause) =>
        new AuditError('SCHEMA_INCOMPATIBLE', `Event ${text(row, 'id')} cannot be read by this version`, { cause }),
    );
}

function parseBody(body: string): ReturnType<typeof parseEvent> {
  try {
    return parseEvent(JSON.parse(body));
  } catch {
    return err(new AuditError('EVENT_INVALID', 'The body is not JSON'));
  }
}

function text(row: Row, column: string): string {
  return row[column] ?? '';
}

import { AuditError, parseEvent, type StatementResult, type StoredEvent } from '@auditrail/core';
import { err, type Result } from 'neverthrow';

/** A row of the log, every value as text. */
export type EventRow = StatementResult['rows'][number];

/** Turns a row into an event; fails with SCHEMA_INCOMPATIBLE, naming the id. */
export function readEvent(row: EventRow): Result<StoredEvent, AuditError> {
  const transactionId = row['transaction_id'];
  return parseBody(textIn(row, 'body'))
    .map((event) => ({
      ...event,
      recordedAt: textIn(row, 'recorded_at'),
      dbRole: textIn(row, 'db_role'),
      ...(typeof transactionId === 'string' && { transactionId }),
    }))
    .mapErr(
      (cause) =>
        new AuditError('SCHEMA_INCOMPATIBLE', `Event ${textIn(row, 'id')} cannot be read by this version`, { cause }),
    );
}

/** The text of a column that is never NULL. */
export function textIn(row: EventRow, column: string): string {
  return row[column] ?? '';
}

function parseBody(body: string): ReturnType<typeof parseEvent> {
  try {
    return parseEvent(JSON.parse(body));
  } catch {
    return err(new AuditError('EVENT_INVALID', 'The body is not JSON'));
  }
}

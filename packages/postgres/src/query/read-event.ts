import { AuditError, parseEvent, type StatementResult, type StoredEvent } from '@auditrail/core';
import { err, type Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';

/** A row of the log, every value as text. */
export type EventRow = StatementResult['rows'][number];

/** Turns a row into an event; fails with SCHEMA_INCOMPATIBLE, naming the id. */
export function readEvent(row: EventRow): Result<StoredEvent, AuditError> {
  const transactionId = row['transaction_id'];
  return parseBody(columnText(row, 'body'))
    .map((event) => ({
      ...event,
      recordedAt: columnText(row, 'recorded_at'),
      dbRole: columnText(row, 'db_role'),
      ...(typeof transactionId === 'string' && { transactionId }),
    }))
    .mapErr(
      (cause) =>
        new AuditError('SCHEMA_INCOMPATIBLE', `Event ${columnText(row, 'id')} cannot be read by this version`, {
          cause,
        }),
    );
}

function parseBody(body: string): ReturnType<typeof parseEvent> {
  try {
    return parseEvent(JSON.parse(body));
  } catch {
    return err(new AuditError('EVENT_INVALID', 'The body is not JSON'));
  }
}

import { AuditError, parseEventQuery, type EventConditions, type EventFilter } from '@auditrail/core';
import { err, type Result } from 'neverthrow';

/** Which events to stream: a filter as `query` has it, without a page. */
export type StreamFilter = Omit<EventFilter, 'limit' | 'offset' | 'cursor'>;

/** Checks a filter; fails with QUERY_INVALID, naming what is wrong. */
export function parseStreamFilter(filter: unknown): Result<EventConditions, AuditError> {
  const page = ['limit', 'offset', 'cursor'].find(
    (name) => typeof filter === 'object' && filter !== null && name in filter,
  );
  if (page !== undefined) return err(new AuditError('QUERY_INVALID', `Query: a stream has no ${page}`));
  return parseEventQuery(filter).map(({ conditions }) => conditions);
}

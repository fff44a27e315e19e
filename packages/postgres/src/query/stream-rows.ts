import type { AuditError, EventConditions } from '@auditrail/core';
import { err, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { nameMissingRole } from '../roles/name-missing-role.js';
import type { CompatibilityCheck } from '../schema/compatibility-check.js';
import type { SchemaName } from '../schema/schema-name.js';
import type { EventRow } from './read-event.js';
import { buildStreamStatement } from './select-statement.js';
import { parseStreamFilter } from './stream-filter.js';

/** What a stream reads from. */
export interface StreamSource {
  readonly pool: ConnectionPool;
  readonly schema: SchemaName;
  readonly compatibility: CompatibilityCheck;
}

const rowsPerPage = 500;

/** Reads what a filter finds, oldest first, in one snapshot. A failure, also one of `read`, is the last thing it yields. */
export async function* streamRows<Value>(
  { pool, schema, compatibility }: StreamSource,
  filter: unknown,
  read: (row: EventRow) => Result<Value, AuditError>,
): AsyncGenerator<Result<Value, AuditError>, void> {
  const conditions = await readConditions({ compatibility }, filter);
  if (conditions.isErr()) {
    yield err(conditions.error);
    return;
  }
  const { text, values } = buildStreamStatement(schema, conditions.value);
  for await (const page of pool.readInPages(text, values, rowsPerPage)) {
    if (page.isErr()) {
      yield err(nameMissingRole('reader')(page.error));
      return;
    }
    for (const row of page.value) {
      const value = read(row);
      yield value;
      if (value.isErr()) return;
    }
  }
}

/** What a filter asks of a log that this version can read. */
export async function readConditions(
  { compatibility }: Pick<StreamSource, 'compatibility'>,
  filter: unknown,
): Promise<Result<EventConditions, AuditError>> {
  const conditions = parseStreamFilter(filter);
  if (conditions.isErr()) return err(conditions.error);
  return (await compatibility.run()).map(() => conditions.value).mapErr(nameMissingRole('reader'));
}

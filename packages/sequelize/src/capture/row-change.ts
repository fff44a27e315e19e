import type { JsonObject } from '@auditrail/core';

/** One row that a statement changed, as the database had it before and has it after. */
export interface RowChange {
  /** Absent for a row that was inserted. */
  readonly old?: JsonObject;
  /** Absent for a row that was deleted. */
  readonly new?: JsonObject;
  /** Whether the row existed before, but nothing tells how it was. */
  readonly isOldUnknown?: true;
}

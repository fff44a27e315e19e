import type { JsonObject } from '@auditrail/core';
import type { ForeignKey } from '../../relation/foreign-key.js';
import type { WriteTarget } from '../events-of-write.js';

/** A row that the statement itself changes. */
export interface StatementRow {
  readonly old: JsonObject;
}

/** A row that a referential action will change because another row, its parent, changes. */
export interface CascadedRow {
  readonly target: WriteTarget;
  readonly old: JsonObject;
  readonly parent: StatementRow | CascadedRow;
  readonly foreignKey: ForeignKey;
}

/** Rows of a table that are too many to be read one by one. */
export interface CountedRows {
  readonly target: WriteTarget;
  readonly count: string;
  readonly operation: 'update' | 'delete';
}

/** What a statement will change beside its own rows. */
export interface Cascade {
  readonly rows: readonly CascadedRow[];
  readonly counted: readonly CountedRows[];
}

/** The statement's own row at the beginning of a cascade. */
export function rootOf(row: StatementRow | CascadedRow): StatementRow {
  return 'parent' in row ? rootOf(row.parent) : row;
}

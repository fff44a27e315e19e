import type { ForeignKey } from './foreign-key.js';

/** How a column's JSON text becomes an event's value. */
export type ColumnKind =
  /** Every value fits a JSON number: int2, int4, float4, float8. */
  | 'number'
  /** Exact text: int8, numeric, and whatever else may not fit a number. */
  | 'exact'
  /** JSON itself; numbers in it that a JavaScript number cannot hold become text. */
  | 'json'
  | 'bytes'
  /** PostgreSQL's text, or true and false. */
  | 'plain';

/** What the catalogue says of a column. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Its type as SQL text. */
  readonly type: string;
}

/** What can be asked of a relation's rows. */
export type RelationForm =
  | 'table'
  /** A partitioned table: RETURNING has no system columns of a row that was routed to a partition. */
  | 'partitioned'
  /** Foreign tables and simple views: no system columns. */
  | 'virtual'
  /** A view that only its triggers can update: no row locks. */
  | 'computedView'
  /** A table with rules: they may forbid RETURNING, and what they do is not to be seen. */
  | 'ruled';

/** What the catalogue says of a table. */
export interface Relation {
  /** The bare name, without schema and quotes. */
  readonly name: string;
  readonly schema: string;
  /** Whether the search_path finds it without its schema. */
  readonly isVisible: boolean;
  readonly form: RelationForm;
  readonly columns: ReadonlyMap<string, Column>;
  /** The columns of the primary key in order; empty without one. */
  readonly key: readonly string[];
  /** The foreign keys that refer to it and change the referring rows. */
  readonly referencedBy: readonly ForeignKey[];
  /** Whether the server's RETURNING gives old and new rows: PostgreSQL 18 and later. */
  readonly returnsOld: boolean;
}

import type { ComposedText } from '../statement/compose-text.js';
import type { ImageColumn } from './image-columns.js';

/** A statement that also answers with the images of the rows it changed. */
export interface ImagedStatement extends ComposedText {
  /** To run before it, when the statement itself cannot tell the old rows, or not without their locks. */
  readonly before?: ReadBefore;
}

/** A query for the rows that a write is about to change. It takes the locks that the write itself will take. */
export interface ReadBefore extends ComposedText {
  /** The numbers of the statement's parameters that it uses, in its own order. */
  readonly parameters: readonly number[];
  /** The columns by which its rows are paired with those that the write returns; nothing when there is no need to. */
  readonly pairBy?: readonly string[];
}

/** A row as a column of JSON text. */
export function image(row: string, column: ImageColumn): string {
  return `pg_catalog.to_json(${row}.*)::pg_catalog.text AS ${column}`;
}

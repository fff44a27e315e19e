/** What PostgreSQL does to a referring row by itself. */
export type ReferentialAction = 'cascade' | 'set null' | 'set default';

/** A foreign key by which another table refers to a relation, with actions that change the referring rows. */
export interface ForeignKey {
  /** The referring table, as SQL text: quoted, with its schema. */
  readonly table: string;
  readonly columns: readonly string[];
  /** The columns that they refer to, in the same order. */
  readonly referenced: readonly string[];
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
}

/** A foreign key as the catalogue query gives it. */
interface ForeignKeyRow {
  readonly table: string;
  readonly columns: readonly string[];
  readonly referenced: readonly string[];
  readonly deletes: string;
  readonly updates: string;
}

const actions: Readonly<Record<string, ReferentialAction>> = { c: 'cascade', n: 'set null', d: 'set default' };

/** Reads the foreign keys that the catalogue query gives as JSON text. */
export function readForeignKeys(text: string | null | undefined): readonly ForeignKey[] {
  const rows = JSON.parse(text ?? '[]') as readonly ForeignKeyRow[];
  return rows.map(({ table, columns, referenced, deletes, updates }) => {
    const [onDelete, onUpdate] = [actions[deletes], actions[updates]];
    return { table, columns, referenced, ...(onDelete && { onDelete }), ...(onUpdate && { onUpdate }) };
  });
}

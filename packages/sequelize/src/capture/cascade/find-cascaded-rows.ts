import type { ForeignKey, ReferentialAction } from '../../relation/foreign-key.js';
import { parseExactJson } from '../../relation/parse-exact-json.js';
import { matchingAny, valueText } from '../../relation/value-text.js';
import type { Execute } from '../../session/connection.js';
import type { WriteTarget } from '../events-of-write.js';
import { mostCapturedRows } from '../most-captured-rows.js';
import type { Cascade, CascadedRow, CountedRows, StatementRow } from './cascaded-row.js';

/** What happens to the rows that others refer to. */
export interface ReferencedChange {
  readonly target: WriteTarget;
  readonly rows: readonly (StatementRow | CascadedRow)[];
  /** The columns that are set; nothing when the rows are deleted. */
  readonly assigned?: readonly string[];
}

interface Found {
  readonly place: string;
  readonly row: CascadedRow;
}

/** Tells a row that is locked from all others: its place on disk. */
export function placeOf(row: string): string {
  return `${row}.tableoid::pg_catalog.text || ${row}.ctid::pg_catalog.text`;
}

/** What PostgreSQL will do to the rows that refer to changed ones by a foreign key; nothing if it leaves them alone. */
export function actionOf(
  foreignKey: ForeignKey,
  assigned: readonly string[] | undefined,
): ReferentialAction | undefined {
  if (assigned === undefined) return foreignKey.onDelete;
  return foreignKey.referenced.some((column) => assigned.includes(column)) ? foreignKey.onUpdate : undefined;
}

/**
 * Finds and locks the rows that referential actions will change, table by table, before the statement runs. While they
 * and those they refer to are locked, no other transaction can add one. `own`: the places of the statement's own rows.
 */
export async function findCascadedRows(
  change: ReferencedChange,
  own: ReadonlySet<string>,
  execute: Execute,
  targetOf: (table: string) => Promise<WriteTarget | undefined>,
): Promise<Cascade> {
  const rows = new Map<string, CascadedRow>();
  const counted: CountedRows[] = [];
  const followed = new Set<string>();
  const open = [change];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    for (const foreignKey of next.rows.length === 0 ? [] : next.target.relation.referencedBy) {
      const action = actionOf(foreignKey, next.assigned);
      const target = action && (await targetOf(foreignKey.table));
      if (target === undefined) continue;
      const found = await readReferring(foreignKey, target, next, execute);
      const assigned = action === 'cascade' && next.assigned === undefined ? undefined : foreignKey.columns;
      if (!Array.isArray(found)) {
        counted.push({ target, count: found, operation: assigned === undefined ? 'delete' : 'update' });
        continue;
      }
      // The statement's own rows may refer to one another.
      const isNew = ({ place }: Found) => !own.has(place) && !followed.has(`${place} ${String(assigned)}`);
      const fresh = found.filter(isNew);
      for (const { place, row } of fresh) {
        followed.add(`${place} ${String(assigned)}`);
        rows.set(place, rows.get(place) ?? row);
      }
      open.push({ target, rows: fresh.map(({ row }) => row), ...(assigned && { assigned }) });
    }
  }
  return { rows: [...rows.values()], counted };
}

/** The rows that refer to others, or their number if they are too many. */
async function readReferring(
  foreignKey: ForeignKey,
  target: WriteTarget,
  { target: { relation: parent }, rows }: ReferencedChange,
  execute: Execute,
): Promise<Found[] | string> {
  const { columns, referenced, table } = foreignKey;
  const { relation } = target;
  const referencedValue = (row: StatementRow, index: number) => {
    const column = referenced[index] ?? '';
    return valueText(row.old[column], column, parent);
  };
  const referring = matchingAny(
    'auditrail_row',
    columns,
    rows.map((row) => (_, index) => referencedValue(row, index)),
    relation,
  );
  const from = `FROM ${table} AS auditrail_row WHERE ${referring.text}`;
  const found = await execute(
    `SELECT pg_catalog.to_json(auditrail_row.*)::pg_catalog.text AS image,
       ${placeOf('auditrail_row')} AS place
     ${from} LIMIT ${String(mostCapturedRows + 1)} FOR UPDATE`,
    referring.values,
  );
  if (found.rows.length > mostCapturedRows) {
    const counted = await execute(`SELECT pg_catalog.count(*) AS count ${from}`, referring.values);
    return counted.rows[0]?.['count'] ?? '';
  }
  const kindOf = (column: string) => relation.columns.get(column)?.kind ?? 'plain';
  const parentOf = new Map(
    rows.map((row) => [JSON.stringify(columns.map((_, index) => referencedValue(row, index))), row]),
  );
  return found.rows.flatMap(({ image, place }) => {
    const old = parseExactJson(image ?? '{}', kindOf);
    const own = JSON.stringify(columns.map((column) => valueText(old[column], column, relation)));
    // Values may be equal and written otherwise (1.0 and 1): any parent will do then.
    const row = parentOf.get(own) ?? rows[0];
    return row === undefined ? [] : [{ place: place ?? '', row: { target, old, parent: row, foreignKey } }];
  });
}

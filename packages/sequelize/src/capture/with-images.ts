import type { Relation } from '../relation/relation.js';
import type { FindOrCreateStatement, WriteStatement } from '../statement/statement.js';
import { sqlTokens } from '../statement/sql-tokens.js';
import type { ImageColumn } from './image-columns.js';

/** A statement that also answers with the images of the rows it changed. */
export interface ImagedStatement {
  readonly text: string;
  /** To run before it, when the statement itself cannot tell the old rows. */
  readonly before?: ReadBefore;
}

/** A query for the rows that an UPDATE is about to change. */
export interface ReadBefore {
  readonly text: string;
  /** The numbers of the statement's parameters that it uses, in its own order. */
  readonly parameters: readonly number[];
  /** Whether the UPDATE leaves primary keys alone, so that rows can be told by them afterwards. */
  readonly keepsKeys: boolean;
}

function image(row: string, column: ImageColumn): string {
  return `pg_catalog.to_json(${row}.*)::pg_catalog.text AS ${column}`;
}

/** A table or alias of these names hides the rows that RETURNING calls so. */
function hidesRows(sql: string, { reference, joined }: WriteStatement): boolean {
  const others = joined === undefined ? '' : sql.slice(joined.start, joined.end);
  return /\b(?:old|new)\b/i.test(`${reference.slice(reference.lastIndexOf('.') + 1)} ${others}`);
}

/** The statement's own text keeps its place as far as it can: errors name positions in it. */
function withReturning(sql: string, statement: WriteStatement, columns: string, prefix = ''): string {
  const { returningAt, end } = statement;
  if (returningAt === undefined) return `${sql.slice(0, end)} RETURNING${prefix} ${columns}${sql.slice(end)}`;
  return `${sql.slice(0, returningAt)}${prefix}${sql.slice(returningAt, end)}, ${columns}${sql.slice(end)}`;
}

/** PostgreSQL 18: RETURNING gives both rows (its manual, section 6.4). */
function returningBoth(sql: string, statement: WriteStatement): ImagedStatement {
  const hidden = hidesRows(sql, statement);
  const [oldRow, newRow] = hidden ? ['auditrail_old_row', 'auditrail_new_row'] : ['old', 'new'];
  const hasOld = statement.verb !== 'INSERT' || statement.mayUpdate;
  const columns = [
    ...(hasOld ? [image(oldRow, 'auditrail_old')] : []),
    ...(statement.verb === 'DELETE' ? [] : [image(newRow, 'auditrail_new')]),
  ].join(', ');
  return { text: withReturning(sql, statement, columns, hidden ? ` WITH (OLD AS ${oldRow}, NEW AS ${newRow})` : '') };
}

/** Whether none of a table's key columns is named among what an UPDATE sets. */
function keepsKeys(sql: string, { assignments }: WriteStatement, key: readonly string[]): boolean {
  const set = assignments === undefined ? '' : sql.slice(assignments.start, assignments.end);
  for (const { kind, text } of sqlTokens(set)) {
    const name = kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
    if ((kind === 'name' || kind === 'word') && key.includes(name)) return false;
  }
  return true;
}

/** Reads the rows that an UPDATE is about to change, and holds the locks that the UPDATE itself will take. */
function lockingRead(sql: string, statement: WriteStatement, key: readonly string[]): ReadBefore {
  const { condition } = statement;
  const parameters: number[] = [];
  let where = '';
  if (condition !== undefined) {
    const text = sql.slice(condition.start, condition.end);
    let copiedTo = 0;
    where = ' WHERE ';
    for (const token of sqlTokens(text)) {
      if (token.kind !== 'parameter') continue;
      // PostgreSQL refuses a parameter that a text skips: they are numbered anew.
      const number = Number(token.text.slice(1));
      if (!parameters.includes(number)) parameters.push(number);
      where += `${text.slice(copiedTo, token.start)}$${String(parameters.indexOf(number) + 1)}`;
      copiedTo = token.end;
    }
    where += text.slice(copiedTo);
  }
  const columns = image(statement.reference, 'auditrail_old');
  return {
    text: `SELECT ${columns} FROM ${statement.target}${where} FOR NO KEY UPDATE`,
    parameters,
    keepsKeys: keepsKeys(sql, statement, key),
  };
}

/** Before PostgreSQL 18: RETURNING gives one row, the inserted, the updated or the deleted one. */
function returningOne(sql: string, statement: WriteStatement, relation: Relation): ImagedStatement | undefined {
  const { verb, reference } = statement;
  if (verb === 'DELETE') return { text: withReturning(sql, statement, image(reference, 'auditrail_old')) };
  const inserted = image(reference, 'auditrail_new');
  if (verb === 'INSERT' && !statement.mayUpdate) return { text: withReturning(sql, statement, inserted) };
  if (verb === 'INSERT') {
    if (relation.form !== 'table') return undefined;
    // A row that the statement has just inserted has no other version: its xmax is 0.
    const flag = `(${reference}.xmax = 0)::pg_catalog.text AS auditrail_inserted`;
    return { text: withReturning(sql, statement, `${inserted}, ${flag}`) };
  }
  if (statement.isJoined || relation.form === 'computedView') return undefined;
  return { text: withReturning(sql, statement, inserted), before: lockingRead(sql, statement, relation.key) };
}

/** Adds images to a write; nothing where the server's version gives no way to. */
export function withImages(sql: string, statement: WriteStatement, relation: Relation): ImagedStatement | undefined {
  if (relation.form === 'ruled') return undefined;
  if (statement.returningAt !== undefined && /^\s*WITH\s*\(/i.test(sql.slice(statement.returningAt))) return undefined;
  return relation.returnsOld ? returningBoth(sql, statement) : returningOne(sql, statement, relation);
}

/** Adds the created row's image to a findOrCreate; there is none when it caught a violation. */
export function withCreatedImage(sql: string, { selectAt }: FindOrCreateStatement): ImagedStatement {
  const column =
    'CASE WHEN testfunc.sequelize_caught_exception IS NULL ' +
    'THEN pg_catalog.to_json(testfunc.response)::pg_catalog.text END AS auditrail_new';
  return { text: `${sql.slice(0, selectAt)} ${column},${sql.slice(selectAt)}` };
}

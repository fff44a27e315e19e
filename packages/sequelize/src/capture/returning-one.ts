import type { Relation } from '../relation/relation.js';
import { assignsAny } from '../statement/assigns-any.js';
import type { WriteStatement } from '../statement/statement.js';
import { image, type ImagedStatement } from './imaged-statement.js';
import { lockingRead } from './locking-read.js';
import { withReturning } from './with-returning.js';

const row = 'auditrail_row';
const self = 'auditrail_self';

/** Before PostgreSQL 18: RETURNING gives one row, the inserted, the updated or the deleted one. */
export function returningOne(sql: string, statement: WriteStatement, relation: Relation): ImagedStatement | undefined {
  const { verb, reference, mayUpdate } = statement;
  switch (verb) {
    case 'DELETE':
      return withReturning(sql, statement, image(reference, 'auditrail_old'));
    case 'INSERT':
      if (mayUpdate) return upsert(sql, statement, relation);
      return withReturning(sql, statement, image(reference, 'auditrail_new'));
    case 'UPDATE':
      return update(sql, statement, relation);
    default:
      return undefined;
  }
}

function update(sql: string, statement: WriteStatement, relation: Relation): ImagedStatement | undefined {
  if (statement.isCursor || relation.form === 'computedView') return undefined;
  const hasTuples = relation.form === 'table' || relation.form === 'partitioned';
  const canPair = relation.key.length > 0 && !assignsAny(sql, statement, relation.key);
  if (hasTuples && (statement.joined !== undefined || statement.prefixEnd > 0 || !canPair)) {
    return updateJoinedWithItself(sql, statement);
  }
  if (statement.joined !== undefined || statement.prefixEnd > 0) return undefined;
  return {
    ...withReturning(sql, statement, image(statement.reference, 'auditrail_new')),
    before: {
      ...lockingRead(sql, statement, image(statement.reference, 'auditrail_old'), 'NO KEY UPDATE'),
      pairBy: canPair ? relation.key : [],
    },
  };
}

/**
 * Joins an UPDATE with the row itself, by its place on disk, so that RETURNING can give the row as it was. The rows are
 * locked by a statement of their own: without it, one that another transaction has just changed would be left out.
 */
function updateJoinedWithItself(sql: string, statement: WriteStatement): ImagedStatement {
  const { table, target, reference, assignments, joined, condition, bodyEnd } = statement;
  const only = /^\s*only\b/i.test(target) ? 'ONLY ' : '';
  const source =
    `(SELECT ${row}.tableoid AS auditrail_table, ${row}.ctid AS auditrail_ctid, ` +
    `pg_catalog.to_json(${row}.*)::pg_catalog.text AS auditrail_image FROM ${only}${table} AS ${row}) AS ${self} `;
  const isSame = `${reference}.tableoid = ${self}.auditrail_table AND ${reference}.ctid = ${self}.auditrail_ctid`;
  const columns = `${self}.auditrail_image AS auditrail_old, ${image(reference, 'auditrail_new')}`;
  const text = withReturning(sql, statement, columns, '', [
    joined === undefined ? [assignments?.end ?? bodyEnd, ` FROM ${source}`] : [joined.end, `, ${source}`],
    ...(condition === undefined
      ? [[bodyEnd, ` WHERE ${isSame} `] as const]
      : [[condition.start, ` ${isSame} AND (`] as const, [condition.end, ') '] as const]),
  ]);
  return { ...text, before: lockingRead(sql, statement, '1', 'NO KEY UPDATE') };
}

/**
 * A query inside RETURNING sees the table as it was before the statement, the updated row's old version included. That
 * version is the one that was updated if its xmax is the new one's xmin; otherwise, which takes another transaction's
 * update or lock, nothing tells the old values.
 */
function upsert(sql: string, statement: WriteStatement, relation: Relation): ImagedStatement | undefined {
  const { table, reference } = statement;
  const { form, key } = relation;
  const isInserted = `(${reference}.xmax = 0)::pg_catalog.text AS auditrail_inserted`;
  const inserted = image(reference, 'auditrail_new');
  const sameKey = key.map((column) => `${row}.${quoted(column)} = ${reference}.${quoted(column)}`).join(' AND ');
  const oldRow = (isUpdated: string) =>
    `(SELECT pg_catalog.to_json(${row}.*)::pg_catalog.text FROM ${table} AS ${row} ` +
    `WHERE ${sameKey} AND ${isUpdated}) AS auditrail_old`;
  if (form === 'table') {
    const old = key.length === 0 ? [] : [oldRow(`${row}.xmax = ${reference}.xmin`)];
    return withReturning(sql, statement, [inserted, isInserted, ...old].join(', '));
  }
  if (form !== 'partitioned' || key.length === 0) return undefined;
  // RETURNING has no xmin and xmax of a row that was routed to a partition.
  const wasThere = `EXISTS (SELECT FROM ${table} AS ${row} WHERE ${sameKey})`;
  const old = oldRow(`${row}.xmax = pg_catalog.pg_current_xact_id()::pg_catalog.xid`);
  return withReturning(sql, statement, `${inserted}, (NOT ${wasThere})::pg_catalog.text AS auditrail_inserted, ${old}`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

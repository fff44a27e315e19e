import type { WriteStatement } from '../statement/statement.js';
import { image, type ImagedStatement } from './imaged-statement.js';
import { withReturning } from './with-returning.js';

/** A table or alias of these names hides the rows that RETURNING calls so. */
function hidesRows(sql: string, { reference, joined }: WriteStatement): boolean {
  const others = joined === undefined ? '' : sql.slice(joined.start, joined.end);
  return /\b(?:old|new)\b/i.test(`${reference.slice(reference.lastIndexOf('.') + 1)} ${others}`);
}

/** PostgreSQL 18: RETURNING gives both rows (its manual, section 6.4). */
export function returningBoth(sql: string, statement: WriteStatement): ImagedStatement {
  const hidden = hidesRows(sql, statement);
  const [oldRow, newRow] = hidden ? ['auditrail_old_row', 'auditrail_new_row'] : ['old', 'new'];
  const hasOld = statement.verb !== 'INSERT' || statement.mayUpdate;
  const columns = [
    ...(hasOld ? [image(oldRow, 'auditrail_old')] : []),
    ...(statement.verb === 'DELETE' ? [] : [image(newRow, 'auditrail_new')]),
  ].join(', ');
  return withReturning(sql, statement, columns, hidden ? ` WITH (OLD AS ${oldRow}, NEW AS ${newRow})` : '');
}

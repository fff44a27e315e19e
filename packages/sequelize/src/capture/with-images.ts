import type { Relation } from '../relation/relation.js';
import { insertTexts } from '../statement/compose-text.js';
import type { FindOrCreateStatement, WriteStatement } from '../statement/statement.js';
import type { ImagedStatement } from './imaged-statement.js';
import { returningBoth } from './returning-both.js';
import { returningOne } from './returning-one.js';

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
  return insertTexts(sql, [[selectAt, ` ${column},`]]);
}

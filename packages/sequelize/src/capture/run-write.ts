import type { JsonObject } from '@auditrail/core';
import { parseExactJson } from '../relation/parse-exact-json.js';
import type { Relation } from '../relation/relation.js';
import { executeOn, sendOn, type DriverAnswer, type DriverConnection } from '../session/connection.js';
import { liftImages, type ImageTexts } from './image-columns.js';
import type { RowChange } from './row-change.js';
import type { ImagedStatement } from './with-images.js';

/** What a write answered, and what it changed. */
export interface WriteOutcome {
  /** As the application would have had it without a capture. */
  readonly answer: DriverAnswer;
  readonly changes: readonly RowChange[];
}

type ReadImage = (text: string | null | undefined) => JsonObject | undefined;

function imageReader(relation: Relation): ReadImage {
  const kindOf = (column: string) => relation.columns.get(column)?.kind ?? 'plain';
  return (text) => (text === null || text === undefined ? undefined : parseExactJson(text, kindOf));
}

function toChange(
  { auditrail_old: before, auditrail_new: after, auditrail_inserted: inserted }: ImageTexts,
  read: ReadImage,
): RowChange {
  const [old, new_] = [read(before), read(after)];
  return {
    ...(old && { old }),
    ...(new_ && { new: new_ }),
    ...(inserted === 'false' && { isOldUnknown: true as const }),
  };
}

/** Pairs the rows read before an UPDATE with those it returned, by a primary key that it left alone. */
function pairByKey(before: readonly JsonObject[], changes: readonly RowChange[], key: readonly string[]): RowChange[] {
  const [onlyBefore] = before;
  if (before.length === 1 && changes.length === 1 && onlyBefore !== undefined) {
    return changes.map((change) => ({ ...change, old: onlyBefore }));
  }
  const keyOf = (row: JsonObject) => JSON.stringify(key.map((column) => row[column]));
  const byKey = new Map(key.length === 0 ? [] : before.map((row) => [keyOf(row), row]));
  return changes.map((change) => {
    const old = change.new && byKey.get(keyOf(change.new));
    return old === undefined ? { ...change, isOldUnknown: true } : { ...change, old };
  });
}

/** Runs a write that answers with images; rejects with the driver's error as the plain write would. */
export async function runWrite(
  connection: DriverConnection,
  statement: ImagedStatement,
  values: readonly unknown[] | undefined,
  hadRows: boolean,
  relation: Relation,
): Promise<WriteOutcome> {
  const read = imageReader(relation);
  const { before } = statement;
  const rows =
    before &&
    (await executeOn(connection)(
      before.text,
      before.parameters.map((number) => values?.[number - 1]),
    ));
  const answer = await sendOn(connection, statement.text, values);
  const changes = liftImages(answer, hadRows).map((texts) => toChange(texts, read));
  if (rows === undefined) return { answer, changes };
  const oldRows = rows.rows.map((row) => read(row['auditrail_old'])).filter((row) => row !== undefined);
  return { answer, changes: pairByKey(oldRows, changes, before?.keepsKeys === true ? relation.key : []) };
}

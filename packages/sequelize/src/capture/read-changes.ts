import type { JsonObject } from '@auditrail/core';
import { parseExactJson } from '../relation/parse-exact-json.js';
import type { Relation } from '../relation/relation.js';
import type { ImageTexts } from './image-columns.js';
import type { RowChange } from './row-change.js';
import type { WriteOutcome } from './run-write.js';

type ReadImage = (text: string | null | undefined) => JsonObject | undefined;

function imageReader(relation: Relation): ReadImage {
  const kindOf = (column: string) => relation.columns.get(column)?.kind ?? 'plain';
  return (text) => (text === null || text === undefined ? undefined : parseExactJson(text, kindOf));
}

function toChange(texts: ImageTexts, read: ReadImage): RowChange {
  const old = read(texts.auditrail_old);
  const new_ = read(texts.auditrail_new);
  return {
    ...(old && { old }),
    ...(new_ && { new: new_ }),
    ...(texts.auditrail_inserted === 'false' && old === undefined && { isOldUnknown: true as const }),
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

/** Reads what a write changed, row by row. `pairBy`: how rows that were read before it are told afterwards. */
export function readChanges(
  { images, before }: WriteOutcome,
  relation: Relation,
  pairBy: readonly string[] | undefined,
): readonly RowChange[] {
  const read = imageReader(relation);
  const changes = images.map((texts) => toChange(texts, read)).filter((change) => change.old ?? change.new);
  if (before === undefined || pairBy === undefined) return changes;
  const oldRows = before.map((texts) => read(texts.auditrail_old)).filter((row) => row !== undefined);
  return pairByKey(oldRows, changes, pairBy);
}

/** Whether a row has a column that the catalogue entry does not name: the table has grown since it was read. */
export function hasUnknownColumn(changes: readonly RowChange[], { columns }: Relation): boolean {
  const row = changes[0]?.new ?? changes[0]?.old ?? {};
  return Object.keys(row).some((column) => !columns.has(column));
}

import type { Hash } from '@auditrail/integrity';
import { columnText } from '../connection/column-text.js';
import type { Execute } from '../connection/connection-pool.js';
import { readTreeHead } from '../sealing/tree-head.js';
import type { SchemaName } from '../schema/schema-name.js';

/** What a log says of itself before its events are read. */
export interface LogState {
  readonly size: number;
  readonly root: Hash;
  /** How many leaves the head does not know of. */
  readonly beyondHead: number;
  readonly notes: readonly string[];
  readonly sealedSnapshot: string | null;
}

/** Reads all of it in one snapshot, with the notes of at least a size. */
export async function readLogState(execute: Execute, schema: SchemaName, fromSize: number): Promise<LogState> {
  await execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  const { tree, sealedSnapshot } = await readTreeHead(execute, schema);
  const { rows: beyond } = await execute(
    `SELECT count(*) AS count FROM ${schema.identifier}.tree_leaf WHERE position >= $1`,
    [tree.size],
  );
  const { rows: notes } = await execute(
    `SELECT note FROM ${schema.identifier}.checkpoint WHERE size >= $1 ORDER BY size`,
    [fromSize],
  );
  return {
    size: tree.size,
    root: tree.root(),
    beyondHead: Number(beyond[0]?.['count']),
    notes: notes.map((row) => columnText(row, 'note')),
    sealedSnapshot,
  };
}

import type { Execute } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { encodeTile, type FullTile } from '@auditrail/integrity';

/** A leaf as it is stored. */
export interface StoredLeaf {
  readonly id: string;
  readonly occurredAt: string;
  readonly entry: string;
}

/** Stores leaves from a position on. */
export async function insertLeaves(
  execute: Execute,
  schema: SchemaName,
  first: number,
  leaves: readonly StoredLeaf[],
): Promise<void> {
  await insertWhole(
    execute,
    `INSERT INTO ${schema.identifier}.tree_leaf (position, id, occurred_at, entry)
     SELECT $1::bigint + place - 1, id, occurred_at, entry
     FROM unnest($2::uuid[], $3::timestamptz[], $4::text[]) WITH ORDINALITY AS leaf (id, occurred_at, entry, place)`,
    [first, leaves.map(({ id }) => id), leaves.map(({ occurredAt }) => occurredAt), leaves.map(({ entry }) => entry)],
    leaves.length,
  );
}

export async function insertTiles(execute: Execute, schema: SchemaName, tiles: readonly FullTile[]): Promise<void> {
  if (tiles.length === 0) return;
  await insertWhole(
    execute,
    `INSERT INTO ${schema.identifier}.tree_tile (level, index, hashes, root)
     SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[], $4::bytea[])`,
    [
      tiles.map(({ level }) => level),
      tiles.map(({ index }) => index),
      tiles.map(({ hashes }) => encodeTile(hashes)),
      tiles.map(({ root }) => root),
    ],
    tiles.length,
  );
}

async function insertWhole(
  execute: Execute,
  text: string,
  values: readonly unknown[],
  expected: number,
): Promise<void> {
  const { rowCount } = await execute(text, values);
  if (rowCount !== expected) throw new Error('the tree took fewer rows than it was given');
}

import type { AuditError } from '@auditrail/core';
import { tileWidth, type Hash } from '@auditrail/integrity';
import { ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { isCorrupted } from '../connection/is-corrupted.js';
import type { SchemaName } from '../schema/schema-name.js';
import { parseBytea } from '../sealing/bytea.js';
import { splitHashes } from '../sealing/tree-head.js';

/** The hashes that full tiles have of a range of leaves, by position; none where the database cannot read them. */
export async function readTileHashes(
  pool: ConnectionPool,
  schema: SchemaName,
  from: number,
  to: number,
): Promise<Result<ReadonlyMap<number, Hash>, AuditError>> {
  const tiles = await pool.read(
    `SELECT index, hashes FROM ${schema.identifier}.tree_tile WHERE level = 0 AND index >= $1 AND index < $2`,
    [Math.floor(from / tileWidth), Math.ceil(to / tileWidth)],
  );
  if (tiles.isErr() && isCorrupted(tiles.error)) return ok(new Map());
  return tiles.map(({ rows }) => {
    const hashes = new Map<number, Hash>();
    for (const row of rows) {
      const first = Number(row['index']) * tileWidth;
      for (const [at, hash] of splitHashes(parseBytea(row['hashes'])).entries()) hashes.set(first + at, hash);
    }
    return hashes;
  });
}

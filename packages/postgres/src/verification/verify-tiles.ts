import type { AuditError } from '@auditrail/core';
import { rootOf, tileWidth } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool } from '../connection/connection-pool.js';
import { isCorrupted } from '../connection/is-corrupted.js';
import type { SchemaName } from '../schema/schema-name.js';
import { parseBytea } from '../sealing/bytea.js';
import { splitHashes } from '../sealing/tree-head.js';
import type { ProblemList } from './problem-list.js';

const tilesPerPage = 64;

/**
 * Compares the stored tiles with each other: every full one is there, stands for its own hashes, and the tile above has
 * it in its place. Proofs and the next sealing are made of them. What the lowest have is compared with the leaves.
 */
export async function verifyTiles(
  pool: ConnectionPool,
  schema: SchemaName,
  size: number,
  problems: ProblemList,
): Promise<Result<void, AuditError>> {
  for (
    let [level, count] = [0, Math.floor(size / tileWidth)];
    count > 0;
    level += 1, count = Math.floor(count / tileWidth)
  ) {
    for (let first = 0; first < count; first += tilesPerPage) {
      const last = Math.min(count, first + tilesPerPage);
      const tiles = await pool.read(
        `SELECT tile.index, tile.hashes, tile.root,
           substring(above.hashes FROM (tile.index % ${String(tileWidth)})::integer * 32 + 1 FOR 32) AS root_above
         FROM ${schema.identifier}.tree_tile AS tile
         LEFT JOIN ${schema.identifier}.tree_tile AS above
           ON above.level = tile.level + 1 AND above.index = tile.index / ${String(tileWidth)}
         WHERE tile.level = $1 AND tile.index >= $2 AND tile.index < $3`,
        [level, first, last],
      );
      if (tiles.isErr()) {
        if (!isCorrupted(tiles.error)) return err(tiles.error);
        const detail = `the database cannot read tiles of level ${String(level)} from ${String(first)} on`;
        problems.add({ kind: 'unreadable', detail });
        continue;
      }
      const rowAt = new Map(tiles.value.rows.map((row) => [Number(columnText(row, 'index')), row]));
      for (let index = first; index < last; index += 1) {
        const row = rowAt.get(index);
        const name = `the tile ${String(index)} of level ${String(level)}`;
        if (row === undefined) problems.add({ kind: 'missing', detail: `${name} is gone` });
        else if (!isSound(row)) problems.add({ kind: 'altered', detail: `${name} is not what is above or below it` });
      }
    }
  }
  return ok(undefined);
}

function isSound(row: Readonly<Record<string, string | null>>): boolean {
  const root = parseBytea(row['root']);
  const above = row['root_above'] ?? null;
  return (
    Buffer.compare(rootOf(splitHashes(parseBytea(row['hashes']))), root) === 0 &&
    (above === null || Buffer.compare(parseBytea(above), root) === 0)
  );
}

import type { AuditError } from '@auditrail/core';
import { CompactRange, encodeEventEntry, leafHash, TileBuilder, type FullTile } from '@auditrail/integrity';
import type { Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import { asOwner } from '../roles/as-owner.js';
import { changeSchema } from '../schema/change-schema.js';
import type { SchemaName } from '../schema/schema-name.js';
import { writeTreeHead } from './tree-head.js';
import { readOwnEvent } from './unsealed-events.js';
import { insertLeaves, insertTiles } from './write-tree.js';

/** What a log that goes on under a new name says first. */
export interface Recovery {
  /** The new name. */
  readonly origin: string;
  /** The last note that was published under the old one. */
  readonly lastCheckpoint: string;
  readonly reason: string;
}

/**
 * Begins the tree of a log anew, in one transaction, as the owner: first an event that names the old one's last
 * checkpoint, then every leaf that was there, the archived months' among them. Gives the id of that event. Where the log
 * has this name already, nothing is done.
 */
export function recoverLog(
  pool: ConnectionPool,
  schema: SchemaName,
  recovery: Recovery,
): Promise<Result<string, AuditError>> {
  return changeSchema(pool, (execute) =>
    asOwner(execute, schema, async () => {
      const { rows: begun } = await execute(
        `SELECT event.id FROM ${schema.identifier}.tree_leaf AS leaf
         JOIN ${schema.identifier}.event ON event.id = leaf.id AND event.occurred_at = leaf.occurred_at
         WHERE leaf.position = 0 AND event.action = 'auditrail.log.recover' AND event.resource_id = $1`,
        [recovery.origin],
      );
      if (begun[0] !== undefined) return columnText(begun[0], 'id');
      const { rows } = await execute(`SELECT ${schema.identifier}.recover_log($1, $2, $3) AS id`, [
        recovery.origin,
        recovery.lastCheckpoint,
        recovery.reason,
      ]);
      const id = columnText(rows[0] ?? {}, 'id');
      const { cursor, entry } = await readOwnEvent(execute, schema, id);
      const bytes = Buffer.from(encodeEventEntry(entry)).toString();
      await insertLeaves(execute, schema, 0, [{ id, occurredAt: cursor.occurredAt, entry: bytes }]);
      const tree = await buildTree(execute, schema);
      // Without a snapshot: what no leaf is of comes next, wherever it stands.
      const cluster = { sealedSnapshot: null, targetSnapshot: null, cursor: undefined, systemIdentifier: null };
      await writeTreeHead(execute, schema, { tree, ...cluster });
      return id;
    }),
  );
}

const leavesPerPage = 10_000;

/** Makes the tiles of all leaves that are stored, and the tree that they stand for. */
async function buildTree(execute: Execute, schema: SchemaName): Promise<CompactRange> {
  const tree = new CompactRange();
  const builder = new TileBuilder(0, []);
  for (;;) {
    const { rows } = await execute(
      `SELECT entry FROM ${schema.identifier}.tree_leaf WHERE position >= $1 ORDER BY position LIMIT $2`,
      [tree.size, leavesPerPage],
    );
    const tiles: FullTile[] = [];
    for (const row of rows) {
      const leaf = leafHash(Buffer.from(columnText(row, 'entry')));
      tree.append(leaf);
      tiles.push(...builder.append(leaf));
    }
    await insertTiles(execute, schema, tiles);
    if (rows.length < leavesPerPage) return tree;
  }
}

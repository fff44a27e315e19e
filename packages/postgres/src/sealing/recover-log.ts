import type { AuditError } from '@auditrail/core';
import {
  CompactRange,
  formatEventEntry,
  leafHash,
  TileBuilder,
  type Checkpoint,
  type FullTile,
} from '@auditrail/integrity';
import type { Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import { valueOrThrow } from '../connection/value-or-throw.js';
import { asOwner } from '../roles/as-owner.js';
import { changeSchema } from '../schema/change-schema.js';
import type { SchemaName } from '../schema/schema-name.js';
import { prepareRecovery, type RecoveryOptions } from './prepare-recovery.js';
import type { CheckpointKeeper } from './publish-checkpoint.js';
import { writeTreeHead } from './tree-head.js';
import { readOwnEvent } from './unsealed-events.js';
import { insertLeaves, insertTiles } from './write-tree.js';

/** How a log has begun to go on under a new name. */
export interface BegunRecovery {
  /** The event that tells of it, the first of the new tree. */
  readonly eventId: string;
  readonly lastCheckpoint: Checkpoint;
}

/**
 * Begins the tree of a log anew, in one transaction, as the owner: first an event that names the old name's last
 * checkpoint, then every leaf that was there, the archived months' among them. Where that has been done, nothing is.
 */
export function recoverLog(
  pool: ConnectionPool,
  schema: SchemaName,
  keeper: CheckpointKeeper,
  options: RecoveryOptions,
): Promise<Result<BegunRecovery, AuditError>> {
  return changeSchema(pool, (execute) =>
    asOwner(execute, schema, async () => {
      // Autovacuum, which is at work on a log that was restored, makes room after a second.
      await execute(`SET LOCAL lock_timeout = '2s'`);
      // Nothing is published from here on: what the anchor has last is what the event will name. A head that is gone is
      // made again.
      await execute(
        `INSERT INTO ${schema.identifier}.tree_head DEFAULT VALUES
         ON CONFLICT (only_row) DO UPDATE SET changed_at = tree_head.changed_at`,
      );
      const { name: origin } = keeper.signer;
      const { rows: begun } = await execute(
        `SELECT event.id FROM ${schema.identifier}.tree_leaf AS leaf
         JOIN ${schema.identifier}.event ON event.id = leaf.id AND event.occurred_at = leaf.occurred_at
         WHERE leaf.position = 0 AND event.action = 'auditrail.log.recover' AND event.resource_id = $1`,
        [origin],
      );
      const { note, checkpoint } = valueOrThrow(await prepareRecovery(keeper, options, begun.length > 0));
      const eventId =
        begun[0] === undefined
          ? await beginTree(execute, schema, [origin, note, options.reason])
          : columnText(begun[0], 'id');
      return { eventId, lastCheckpoint: checkpoint };
    }),
  );
}

async function beginTree(execute: Execute, schema: SchemaName, said: readonly string[]): Promise<string> {
  const { rows } = await execute(`SELECT ${schema.identifier}.recover_log($1, $2, $3) AS id`, said);
  const id = columnText(rows[0] ?? {}, 'id');
  const { cursor, entry } = await readOwnEvent(execute, schema, id);
  await insertLeaves(execute, schema, 0, [{ id, occurredAt: cursor.occurredAt, entry: formatEventEntry(entry) }]);
  const tree = await buildTree(execute, schema);
  // Without a snapshot: what no leaf is of comes next, wherever it stands.
  const cluster = { sealedSnapshot: null, targetSnapshot: null, cursor: undefined, systemIdentifier: null };
  await writeTreeHead(execute, schema, { tree, ...cluster });
  return id;
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

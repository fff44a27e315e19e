import type { AuditError } from '@auditrail/core';
import { formatEventEntry, leafHash, TileBuilder, type FullTile } from '@auditrail/integrity';
import type { Result } from 'neverthrow';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { StoredTree } from './stored-tree.js';
import { lockTreeHead, writeTreeHead, type TreeHead } from './tree-head.js';
import { readBetween, readWholeLog, type UnsealedEvent } from './unsealed-events.js';
import { insertLeaves, insertTiles } from './write-tree.js';

/** What one batch has done. */
export interface SealedBatch {
  /** False: another sealer was at work, and nothing was done. */
  readonly isElected: boolean;
  readonly sealed: number;
  /** How many of them are of no transaction of this cluster: restored, or forged. */
  readonly fromElsewhere: number;
  /** Whether more was there to be sealed. */
  readonly isMore: boolean;
  readonly size: number;
}

/**
 * Gives the next events their places in the tree, all in one transaction: a crash leaves nothing half done. What one
 * snapshot sees is sealed before the next is taken.
 */
export function sealBatch(
  pool: ConnectionPool,
  schema: SchemaName,
  limit: number,
): Promise<Result<SealedBatch, AuditError>> {
  return pool.transaction(async (execute) => {
    // One snapshot for all statements: what is visible is what pg_current_snapshot() says.
    await execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await execute(`SELECT set_config('synchronous_commit', 'on', true)
      WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')`);
    const head = await lockTreeHead(execute, schema);
    if (head === undefined) return { isElected: false, sealed: 0, fromElsewhere: 0, isMore: false, size: 0 };
    const next = await planWalk(execute, schema, head);
    const events = await readNext(execute, schema, next, limit);
    await appendLeaves(execute, schema, next, events);
    const isMore = events.length === limit;
    await writeTreeHead(execute, schema, isMore ? { ...next, cursor: events.at(-1)?.cursor } : endWalk(next));
    const fromElsewhere = events.filter((event) => event.isFromElsewhere).length;
    return { isElected: true, sealed: events.length, fromElsewhere, isMore, size: next.tree.size };
  });
}

/** Goes on with the walk that is under way, or begins one; through the whole log where snapshots are another cluster's. */
async function planWalk(execute: Execute, schema: SchemaName, head: TreeHead): Promise<TreeHead> {
  const { rows } = await execute(
    `SELECT pg_current_snapshot() AS snapshot, ${schema.identifier}.system_identifier() AS system_identifier`,
  );
  const systemIdentifier = rows[0]?.['system_identifier'] ?? null;
  const isSameCluster = head.systemIdentifier === systemIdentifier;
  if (isSameCluster && head.targetSnapshot !== null) return head;
  const sealedSnapshot = isSameCluster ? head.sealedSnapshot : null;
  const targetSnapshot = rows[0]?.['snapshot'] ?? null;
  return { tree: head.tree, sealedSnapshot, targetSnapshot, cursor: undefined, systemIdentifier };
}

function endWalk({ tree, targetSnapshot, systemIdentifier }: TreeHead): TreeHead {
  return { tree, sealedSnapshot: targetSnapshot, targetSnapshot: null, cursor: undefined, systemIdentifier };
}

function readNext(
  execute: Execute,
  schema: SchemaName,
  { sealedSnapshot, targetSnapshot, cursor }: TreeHead,
  limit: number,
): Promise<readonly UnsealedEvent[]> {
  return sealedSnapshot === null
    ? readWholeLog(execute, schema, cursor, limit)
    : readBetween(execute, schema, { sealed: sealedSnapshot, target: targetSnapshot ?? '' }, cursor, limit);
}

async function appendLeaves(
  execute: Execute,
  schema: SchemaName,
  { tree }: TreeHead,
  events: readonly UnsealedEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const first = tree.size;
  const builder = new TileBuilder(first, await new StoredTree(execute, schema, first).readEdge());
  const tiles: FullTile[] = [];
  const leaves = events.map(({ cursor: { id, occurredAt }, entry }) => {
    const text = formatEventEntry(entry);
    const leaf = leafHash(Buffer.from(text));
    tree.append(leaf);
    tiles.push(...builder.append(leaf));
    return { id, occurredAt, entry: text };
  });
  await insertLeaves(execute, schema, first, leaves);
  await insertTiles(execute, schema, tiles);
}

import { AuditError } from '@auditrail/core';
import { formatTlogProof, proveInclusion, type EventReceipt, type Hash } from '@auditrail/integrity';
import type { Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { ConnectionPool } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { parseBytea } from './bytea.js';
import { StoredTree } from './stored-tree.js';

/** An event's place in the log, and all that shows it to somebody who has nothing but the log's public key. */
export interface EventProof {
  readonly position: number;
  readonly receipt: EventReceipt;
}

/** Proves that the log has an event; EVENT_NOT_SEALED until a signed checkpoint covers it, and where there is none. */
export function proveEvent(
  pool: ConnectionPool,
  schema: SchemaName,
  id: string,
): Promise<Result<EventProof, AuditError>> {
  return pool.transaction(async (execute) => {
    await execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const { rows } = await execute(
      `SELECT leaf.position, leaf.entry, event.body, event.salt, latest.size, latest.note
       FROM ${schema.identifier}.tree_leaf AS leaf
       JOIN ${schema.identifier}.stored_event AS event ON event.id = leaf.id AND event.occurred_at = leaf.occurred_at,
         LATERAL (SELECT size, note FROM ${schema.identifier}.checkpoint ORDER BY size DESC LIMIT 1) AS latest
       WHERE leaf.id = $1 AND leaf.position < latest.size
       ORDER BY leaf.position LIMIT 1`,
      [id],
    );
    const row = rows[0];
    if (row === undefined) {
      throw new AuditError('EVENT_NOT_SEALED', 'No signed checkpoint covers an event of this id, so far');
    }
    const [position, size] = [Number(row['position']), Number(row['size'])];
    const read = new StoredTree(execute, schema, size).readNodes;
    return proofOfRow(row, await proveInclusion(position, size, read), columnText(row, 'note'));
  });
}

/** The proof of a row that has position, entry, body and salt of an event. */
export function proofOfRow(
  row: Readonly<Record<string, string | null | undefined>>,
  inclusion: readonly Hash[],
  checkpoint: string,
): EventProof {
  const position = Number(row['position']);
  return {
    position,
    receipt: {
      body: columnText(row, 'body'),
      salt: parseBytea(row['salt']).toString('base64'),
      entry: columnText(row, 'entry'),
      proof: formatTlogProof({ index: position, inclusion, checkpoint }),
    },
  };
}

import { AuditError, type EventConditions } from '@auditrail/core';
import { proveInclusion } from '@auditrail/integrity';
import { err, type Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import { fetchPages, type Execute } from '../connection/connection-pool.js';
import { writeConditions } from '../query/event-conditions.js';
import { readConditions, type StreamSource } from '../query/stream-rows.js';
import { nameMissingRole } from '../roles/name-missing-role.js';
import type { SchemaName } from '../schema/schema-name.js';
import { batchNodes } from './batched-nodes.js';
import { proofOfRow, type EventProof } from './prove-event.js';
import { StoredTree } from './stored-tree.js';

const eventsPerPage = 256;

/**
 * Proves every event that a filter finds and the last checkpoint covers, oldest first, in one snapshot, with a page of
 * them in memory. A failure is the last thing it yields.
 */
export async function* streamProofs(
  source: StreamSource,
  filter: unknown,
): AsyncGenerator<Result<EventProof, AuditError>, void> {
  const { pool, schema } = source;
  const conditions = await readConditions(source, filter);
  if (conditions.isErr()) {
    yield err(conditions.error);
    return;
  }
  for await (const proof of pool.readInSnapshot((execute) => proveAll(execute, schema, conditions.value))) {
    yield proof.mapErr(nameMissingRole('reader'));
  }
}

async function* proveAll(
  execute: Execute,
  schema: SchemaName,
  conditions: EventConditions,
): AsyncGenerator<EventProof, void> {
  const { rows: signed } = await execute(
    `SELECT size, note FROM ${schema.identifier}.checkpoint ORDER BY size DESC LIMIT 1`,
  );
  if (signed[0] === undefined) throw new AuditError('EVENT_NOT_SEALED', 'Nothing of the log has been signed yet');
  const [size, note] = [Number(signed[0]['size']), columnText(signed[0], 'note')];
  const tree = new StoredTree(execute, schema, size);
  const { text, values } = buildStatement(schema, conditions, size);
  for await (const rows of fetchPages(execute, text, values, eventsPerPage)) {
    // A page's proofs have most of their nodes in common.
    const read = batchNodes(tree.readNodes);
    yield* await Promise.all(
      rows.map(async (row) => proofOfRow(row, await proveInclusion(Number(row['position']), size, read), note)),
    );
  }
}

function buildStatement(schema: SchemaName, conditions: EventConditions, size: number) {
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${String(values.push(value))}`;
  const written = writeConditions(conditions, place);
  const text = `SELECT leaf.position, leaf.entry, event.body, event.salt
    FROM (SELECT * FROM ${schema.identifier}.stored_event WHERE ${written.length > 0 ? written.join(' AND ') : 'true'}) AS event
    JOIN ${schema.identifier}.tree_leaf AS leaf ON leaf.id = event.id AND leaf.occurred_at = event.occurred_at
    WHERE leaf.position < ${place(size)}
    ORDER BY event.occurred_at, event.id`;
  return { text, values };
}

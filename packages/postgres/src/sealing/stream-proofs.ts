import { AuditError, type EventConditions } from '@auditrail/core';
import { formatTlogProof, proveInclusion } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import { columnText } from '../connection/column-text.js';
import type { Execute } from '../connection/connection-pool.js';
import { writeConditions } from '../query/event-conditions.js';
import { parseStreamFilter } from '../query/stream-filter.js';
import type { StreamSource } from '../query/stream-rows.js';
import { nameMissingRole } from '../roles/name-missing-role.js';
import { utcText } from '../query/utc-text.js';
import type { SchemaName } from '../schema/schema-name.js';
import { batchNodes } from './batched-nodes.js';
import { parseBytea } from './bytea.js';
import type { EventProof } from './prove-event.js';
import { StoredTree } from './stored-tree.js';

const eventsPerPage = 256;

interface Signed {
  readonly size: number;
  readonly note: string;
}

interface Place {
  readonly occurredAt: string;
  readonly id: string;
}

const beginning: Place = { occurredAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

/** Proves every event that a filter finds and the last checkpoint covers, oldest first, a page in memory at a time. */
export async function* streamProofs(
  { pool, schema, compatibility }: StreamSource,
  filter: unknown,
): AsyncGenerator<Result<EventProof, AuditError>, void> {
  const conditions = parseStreamFilter(filter);
  if (conditions.isErr()) {
    yield err(conditions.error);
    return;
  }
  const compatible = await compatibility.run();
  if (compatible.isErr()) {
    yield err(nameMissingRole('reader')(compatible.error));
    return;
  }
  const signed = await pool.transaction((execute) => readSigned(execute, schema));
  if (signed.isErr()) {
    yield err(nameMissingRole('reader')(signed.error));
    return;
  }
  for (let after: Place | undefined = beginning; after !== undefined;) {
    const from: Place = after;
    const page = await pool.transaction(async (execute) => {
      const rows = await readPage(execute, schema, conditions.value, signed.value, from);
      const last = rows.length === eventsPerPage ? rows.at(-1) : undefined;
      const next = last && { occurredAt: columnText(last, 'occurred_at'), id: columnText(last, 'id') };
      return { proofs: await proveRows(execute, schema, rows, signed.value), next };
    });
    if (page.isErr()) {
      yield err(nameMissingRole('reader')(page.error));
      return;
    }
    for (const proof of page.value.proofs) yield ok(proof);
    after = page.value.next;
  }
}

async function readSigned(execute: Execute, schema: SchemaName): Promise<Signed> {
  const { rows } = await execute(`SELECT size, note FROM ${schema.identifier}.checkpoint ORDER BY size DESC LIMIT 1`);
  if (rows[0] === undefined) throw new AuditError('EVENT_NOT_SEALED', 'Nothing of the log has been signed yet');
  return { size: Number(rows[0]['size']), note: columnText(rows[0], 'note') };
}

type Rows = Awaited<ReturnType<Execute>>['rows'];

async function readPage(
  execute: Execute,
  schema: SchemaName,
  conditions: EventConditions,
  { size }: Signed,
  after: Place,
): Promise<Rows> {
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${String(values.push(value))}`;
  const [occurredAt, id] = [`${place(after.occurredAt)}::timestamptz`, `${place(after.id)}::uuid`];
  const written = [
    ...writeConditions(conditions, place),
    // Partitions are pruned by the first condition only.
    `event.occurred_at >= ${occurredAt}`,
    `(event.occurred_at, event.id) > (${occurredAt}, ${id})`,
  ];
  const { rows } = await execute(
    `SELECT leaf.position, leaf.entry, found.body, found.salt, found.id,
       ${utcText('found.occurred_at', 'MS')} AS occurred_at
     FROM (
       SELECT event.occurred_at, event.id, event.body, event.salt
       FROM ${schema.identifier}.stored_event AS event WHERE ${written.join(' AND ')}
       AND EXISTS (
         SELECT FROM ${schema.identifier}.tree_leaf AS leaf
         WHERE leaf.id = event.id AND leaf.occurred_at = event.occurred_at AND leaf.position < ${place(size)})
       ORDER BY event.occurred_at, event.id LIMIT ${place(eventsPerPage)}
     ) AS found
     JOIN ${schema.identifier}.tree_leaf AS leaf ON leaf.id = found.id AND leaf.occurred_at = found.occurred_at
     ORDER BY found.occurred_at, found.id`,
    values,
  );
  return rows;
}

function proveRows(
  execute: Execute,
  schema: SchemaName,
  rows: Rows,
  { size, note }: Signed,
): Promise<readonly EventProof[]> {
  const read = batchNodes(new StoredTree(execute, schema, size).readNodes);
  return Promise.all(
    rows.map(async (row) => {
      const position = Number(row['position']);
      const inclusion = await proveInclusion(position, size, read);
      return {
        position,
        receipt: {
          body: columnText(row, 'body'),
          salt: parseBytea(row['salt']).toString('base64'),
          entry: columnText(row, 'entry'),
          proof: formatTlogProof({ index: position, inclusion, checkpoint: note }),
        },
      };
    }),
  );
}

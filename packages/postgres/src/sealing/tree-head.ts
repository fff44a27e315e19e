import { AuditError } from '@auditrail/core';
import { CompactRange, type Hash } from '@auditrail/integrity';
import type { Execute } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { parseBytea } from './bytea.js';

/** Where a walk through the log has stopped. */
export interface SealingCursor {
  readonly tx: string | null;
  readonly occurredAt: string;
  readonly id: string;
}

/** How far the tree has grown, and what comes next. */
export interface TreeHead {
  readonly tree: CompactRange;
  /** pg_snapshot as text; null until the whole log has been walked through once in this cluster. */
  readonly sealedSnapshot: string | null;
  readonly targetSnapshot: string | null;
  readonly cursor: SealingCursor | undefined;
  readonly systemIdentifier: string | null;
}

const columns = `size, subtrees, sealed_snapshot, target_snapshot, cursor_tx, cursor_occurred_at, cursor_id,
  system_identifier`;

/** Takes the head for this transaction; undefined while somebody else has it. */
export async function lockTreeHead(execute: Execute, schema: SchemaName): Promise<TreeHead | undefined> {
  const { rows } = await execute(`SELECT ${columns} FROM ${schema.identifier}.tree_head FOR UPDATE SKIP LOCKED`);
  if (rows[0] !== undefined) return parseHead(rows[0]);
  // Somebody has it, or it is gone.
  await readTreeHead(execute, schema);
  return undefined;
}

export async function readTreeHead(execute: Execute, schema: SchemaName): Promise<TreeHead> {
  const { rows } = await execute(`SELECT ${columns} FROM ${schema.identifier}.tree_head`);
  if (rows[0] === undefined) throw damaged();
  return parseHead(rows[0]);
}

/** Replaces the head that this transaction holds. */
export async function writeTreeHead(execute: Execute, schema: SchemaName, head: TreeHead): Promise<void> {
  const { rowCount } = await execute(
    `UPDATE ${schema.identifier}.tree_head SET size = $1, subtrees = $2, sealed_snapshot = $3, target_snapshot = $4,
       cursor_tx = $5, cursor_occurred_at = $6, cursor_id = $7, system_identifier = $8, changed_at = clock_timestamp()`,
    [
      head.tree.size,
      Buffer.concat(head.tree.hashes),
      head.sealedSnapshot,
      head.targetSnapshot,
      head.cursor?.tx ?? null,
      head.cursor?.occurredAt ?? null,
      head.cursor?.id ?? null,
      head.systemIdentifier,
    ],
  );
  if (rowCount !== 1) throw new Error('the tree has lost its head');
}

function parseHead(row: Readonly<Record<string, unknown>>): TreeHead {
  const text = (name: string) => (row[name] ?? null) as string | null;
  const [occurredAt, id] = [text('cursor_occurred_at'), text('cursor_id')];
  return {
    tree: parseTree(Number(text('size')), splitHashes(parseBytea(text('subtrees')))),
    sealedSnapshot: text('sealed_snapshot'),
    targetSnapshot: text('target_snapshot'),
    cursor: occurredAt === null || id === null ? undefined : { tx: text('cursor_tx'), occurredAt, id },
    systemIdentifier: text('system_identifier'),
  };
}

function parseTree(size: number, hashes: readonly Hash[]): CompactRange {
  try {
    return new CompactRange(size, hashes);
  } catch {
    throw damaged();
  }
}

function damaged(): AuditError {
  return new AuditError('LOG_FORKED', 'The head of the tree is gone, or is none');
}

const hashBytes = 32;

/** Hashes that are stored behind each other. */
export function splitHashes(bytes: Uint8Array): readonly Hash[] {
  return Array.from({ length: bytes.length / hashBytes }, (_, at) =>
    bytes.subarray(at * hashBytes, (at + 1) * hashBytes),
  );
}

import { bodyDigest, formatEventEntry, parseEventEntry, type EventEntry } from '@auditrail/integrity';
import { columnText } from '../connection/column-text.js';
import { parseBytea } from '../sealing/bytea.js';
import { columnsUnlike } from './columns-of-body.js';
import type { Problem } from './problem.js';
import type { LeafRow } from './read-leaves.js';

/** What is wrong with an event that is there. */
export function compareEvent(row: LeafRow): readonly Problem[] {
  const [position, id, entry, body] = [
    Number(row['position']),
    columnText(row, 'id'),
    columnText(row, 'entry'),
    columnText(row, 'body'),
  ];
  const actual: EventEntry = {
    id,
    occurredAt: columnText(row, 'occurred_at'),
    recordedAt: columnText(row, 'recorded_at'),
    role: columnText(row, 'db_role'),
    transaction: columnText(row, 'tx'),
    digest: Buffer.from(bodyDigest(parseBytea(row['salt']), body)).toString('base64'),
  };
  if (formatEventEntry(actual) !== entry) {
    const sealed = parseEventEntry(Buffer.from(entry));
    if (!sealed.ok) return [malformed(position, id)];
    return [{ kind: 'altered', position, id, detail: `not as sealed: ${differing(sealed.value, actual).join(', ')}` }];
  }
  const columns = columnsUnlike(body, row);
  if (columns.length === 0) return [];
  return [{ kind: 'column', position, id, detail: `not as in the body: ${columns.join(', ')}` }];
}

/** Of a leaf that says nothing. */
export function malformed(position: number, id: string): Problem {
  return { kind: 'altered', position, id, detail: 'the entry of the leaf is malformed' };
}

const names: Readonly<Record<keyof EventEntry, string>> = {
  id: 'id',
  occurredAt: 'occurred_at',
  recordedAt: 'recorded_at',
  role: 'db_role',
  transaction: 'tx',
  digest: 'body or salt',
};

function differing(sealed: EventEntry, actual: EventEntry): readonly string[] {
  return (Object.keys(names) as (keyof EventEntry)[])
    .filter((member) => sealed[member] !== actual[member])
    .map((member) => names[member]);
}

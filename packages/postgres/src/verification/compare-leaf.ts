import { parseEventEntry } from '@auditrail/integrity';
import { columnText } from '../connection/column-text.js';
import { compareEvent, malformed } from './compare-event.js';
import type { DroppedMonths } from './dropped-months.js';
import type { Problem } from './problem.js';
import type { LeafRow } from './read-leaves.js';

/** What there is to say of a leaf and its event. */
export interface ComparedLeaf {
  readonly problems: readonly Problem[];
  /** The month, `YYYY-MM`, with which the event was dropped. */
  readonly archivedIn?: string;
}

/** Compares a leaf with its event, which only a month that was dropped may lack. */
export function compareLeaf(row: LeafRow, dropped: DroppedMonths): ComparedLeaf {
  const [position, id] = [Number(row['position']), columnText(row, 'id')];
  const body = row['body'] ?? null;
  if (body !== null) {
    const month = columnText(row, 'occurred_at').slice(0, 'YYYY-MM'.length);
    const problems = compareEvent(row);
    if (!dropped.has(month)) return { problems };
    return {
      problems: [...problems, { kind: 'altered', position, id, detail: `${month} was dropped, and it is there` }],
    };
  }
  const entry = parseEventEntry(Buffer.from(columnText(row, 'entry')));
  if (!entry.ok) return { problems: [malformed(position, id)] };
  // Where to look for the event is what the tree says, not what the database says beside it.
  const sealed = { id: entry.value.id, occurredAt: entry.value.occurredAt };
  const found = { id, occurredAt: columnText(row, 'leaf_occurred_at') };
  const month = sealed.occurredAt.slice(0, 'YYYY-MM'.length);
  if (sealed.id !== found.id || sealed.occurredAt !== found.occurredAt) {
    return { problems: [{ kind: 'altered', position, id: sealed.id, detail: 'the leaf points to another event' }] };
  }
  return dropped.has(month)
    ? { problems: [], archivedIn: month }
    : { problems: [{ kind: 'missing', position, id, detail: 'the event is not in the log' }] };
}

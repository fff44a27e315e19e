import { parseEventEntry } from '@auditrail/integrity';
import { columnText } from '../connection/column-text.js';
import { compareEvent, malformed } from './compare-event.js';
import type { Problem } from './problem.js';
import type { LeafRow } from './read-leaves.js';

/** What there is to say of a leaf and its event. */
export interface ComparedLeaf {
  /** The month that the event is of, `YYYY-MM`; undefined where the leaf does not say. */
  readonly month?: string;
  /** That the event is not there, which is a problem unless its month was dropped. */
  readonly absence?: Problem;
  readonly problems: readonly Problem[];
}

/** Compares a leaf with its event. */
export function compareLeaf(row: LeafRow): ComparedLeaf {
  const [position, id] = [Number(row['position']), columnText(row, 'id')];
  const body = row['body'] ?? null;
  if (body !== null) return { month: monthOf(columnText(row, 'occurred_at')), problems: compareEvent(row) };
  const entry = parseEventEntry(Buffer.from(columnText(row, 'entry')));
  if (!entry.ok) return { problems: [malformed(position, id)] };
  // Where to look for the event is what the tree says, not what the database says beside it.
  const sealed = entry.value;
  const month = monthOf(sealed.occurredAt);
  if (sealed.id !== id || sealed.occurredAt !== columnText(row, 'leaf_occurred_at')) {
    const detail = 'the leaf points to another event';
    return { month, problems: [{ kind: 'altered', position, id: sealed.id, detail }] };
  }
  const absence: Problem = { kind: 'missing', position, id, detail: 'the event is not in the log' };
  return { month, absence, problems: [] };
}

function monthOf(time: string): string {
  return time.slice(0, 'YYYY-MM'.length);
}

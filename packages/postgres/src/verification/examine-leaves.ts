import { leafHash, type Hash } from '@auditrail/integrity';
import { columnText } from '../connection/column-text.js';
import { compareLeaf, type ComparedLeaf } from './compare-leaf.js';
import type { Problem } from './problem.js';
import type { LeafRow, ReadLeaves } from './read-leaves.js';

/** A leaf that was looked at, with its event. */
export interface ExaminedLeaf extends ComparedLeaf {
  readonly position: number;
  /** Undefined where the leaf is gone, or cannot be read. */
  readonly leaf: Hash | undefined;
}

/** Looks at each leaf of a range, compared with its event and with the tile that it is in, where that is full. */
export function* examineLeaves(
  { rows, unreadable }: ReadLeaves,
  tiles: ReadonlyMap<number, Hash>,
  from: number,
  to: number,
): Generator<ExaminedLeaf> {
  const rowAt = new Map(rows.map((row) => [Number(row['position']), row]));
  const isUnreadable = new Set(unreadable);
  for (let position = from; position < to; position += 1) {
    const row = rowAt.get(position);
    const leaf = row && leafHash(Buffer.from(columnText(row, 'entry')));
    const compared = compare(position, row, isUnreadable.has(position));
    const place = problemsOfPlace(position, row?.['id'] ?? undefined, leaf, tiles);
    yield { position, leaf, ...compared, problems: [...compared.problems, ...place] };
  }
}

function compare(position: number, row: LeafRow | undefined, isUnreadable: boolean): ComparedLeaf {
  if (isUnreadable) {
    const id = row?.['id'] ?? undefined;
    const detail = 'the database cannot read it';
    return { problems: [{ kind: 'unreadable', position, ...(id !== undefined && { id }), detail }] };
  }
  return row === undefined
    ? { problems: [{ kind: 'missing', position, detail: 'the leaf is gone' }] }
    : compareLeaf(row);
}

/** Whether the leaf is the one that its tile has at this position. */
function problemsOfPlace(
  position: number,
  id: string | undefined,
  leaf: Hash | undefined,
  tiles: ReadonlyMap<number, Hash>,
): readonly Problem[] {
  const sealed = tiles.get(position);
  if (leaf === undefined || sealed === undefined || Buffer.compare(leaf, sealed) === 0) return [];
  const isElsewhere = [...tiles.values()].some((hash) => Buffer.compare(hash, leaf) === 0);
  const detail = isElsewhere ? 'the leaf was sealed at another position' : 'the leaf is not the one that was sealed';
  return [{ kind: isElsewhere ? 'reordered' : 'altered', position, ...(id !== undefined && { id }), detail }];
}

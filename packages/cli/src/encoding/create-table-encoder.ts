import type { ActorIdentity, StoredEvent } from '@auditrail/core';
import type { EventEncoder } from './event-encoder.js';
import { fitText, padText } from './fit-text.js';
import { textWidth } from './text-width.js';
import { visibleText } from './visible-text.js';

const columns: { readonly [head: string]: (event: StoredEvent) => string } = {
  TIME: ({ occurredAt }) => occurredAt,
  ACTOR: ({ actor }) => named(actor) + (actor.onBehalfOf ? ` for ${named(actor.onBehalfOf)}` : ''),
  ACTION: ({ action }) => action,
  OUTCOME: ({ outcome }) => outcome,
  RESOURCE: ({ resource }) => named(resource),
  CHANGES: ({ changes = {} }) => Object.keys(changes).join(', '),
};

const heads = Object.keys(columns);
const elastic = ['ACTOR', 'ACTION', 'RESOURCE', 'CHANGES'].map((head) => heads.indexOf(head));
const gap = '  ';
const narrowest = 4;

/**
 * A table for people, as wide as the terminal at most; without a width nothing is cut. Only visible characters get there.
 * The first batch decides on the columns' widths.
 */
export function createTableEncoder(terminalColumns?: number): EventEncoder {
  let widths: readonly number[] | undefined;
  return (events) => {
    const body = events.map((event) => Object.values(columns).map((column) => cellText(column(event))));
    const rows = widths === undefined ? [heads, ...body] : body;
    widths ??= columnWidths(rows, terminalColumns);
    const line = rowWriter(widths, terminalColumns);
    return rows.map((row) => `${line(row)}\n`).join('');
  };
}

function rowWriter(widths: readonly number[], terminalColumns = Infinity): (row: readonly string[]) => string {
  const isCut = terminalColumns !== Infinity;
  return (row) => {
    const cells = row.map((cell, index) => {
      const width = widths[index] ?? 0;
      return padText(isCut ? fitText(cell, width) : cell, width);
    });
    return fitText(cells.join(gap).trimEnd(), terminalColumns);
  };
}

/** As wide as the widest cell; where that is too much for the terminal, the widest elastic columns give way first. */
function columnWidths(rows: readonly (readonly string[])[], terminalColumns = Infinity): readonly number[] {
  const widths = heads.map((_, index) => Math.max(...rows.map((row) => textWidth(row[index] ?? ''))));
  const room = terminalColumns - gap.length * (heads.length - 1);
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = elastic.reduce((one, other) => ((widths[one] ?? 0) >= (widths[other] ?? 0) ? one : other));
    const width = widths[widest] ?? 0;
    if (width <= narrowest) break;
    widths[widest] = width - 1;
    excess -= 1;
  }
  return widths;
}

const manyMarks = /([\p{M}\u200c\u200d]{4})[\p{M}\u200c\u200d]+/gu;

/** Marks take no column, however many there are, and would grow over the lines above and below. */
function cellText(text: string): string {
  return visibleText(text).replace(manyMarks, '$1…');
}

function named({ type, id, name }: Pick<ActorIdentity, 'id' | 'name'> & { readonly type: string }): string {
  return [type, id, name && `(${name})`].filter((part) => part !== undefined && part !== '').join(' ');
}

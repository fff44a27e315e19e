import { displayWidth } from './display-width.js';
import { escapeText } from './escape-text.js';
import { fitColumns } from './fit-columns.js';
import type { Emphasis, Style } from './style.js';
import { wrapText } from './wrap-text.js';

/** One cell: any text, escaped before it is printed. */
export interface Cell {
  readonly text: string;
  readonly emphasis?: Emphasis;
}

/** Rows that belong together, between a heading and remarks that run over the full width. */
export interface Section {
  readonly heading: string;
  readonly rows: readonly (readonly Cell[])[];
  readonly remarks: readonly Cell[];
}

export interface Table {
  readonly titles: readonly string[];
  readonly sections: readonly Section[];
}

const gap = '  ';

/** Prints a table into `width` columns: cells that are too long go on in the next line. */
export function renderTable({ titles, sections }: Table, width: number, style: Style): string[] {
  const rows = sections.flatMap((section) => section.rows);
  const natural = titles.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(escapeText(row[column]?.text ?? '')))),
  );
  const widths = fitColumns(natural, width - gap.length * (titles.length - 1));
  const heads: Cell[] = titles.map((text) => ({ text, emphasis: 'faint' }));
  return [
    ...renderRow(heads, widths, style),
    ...sections.flatMap(({ heading, rows, remarks }) => [
      '',
      ...renderCell({ text: heading, emphasis: 'strong' }, width, style),
      ...rows.flatMap((row) => renderRow(row, widths, style)),
      ...remarks.flatMap((remark) => renderCell(remark, width, style)),
    ]),
  ];
}

/** Prints text over the full width. */
export function renderCell({ text, emphasis = 'none' }: Cell, width: number, style: Style): string[] {
  return wrapText(escapeText(text), width).map((line) => style(line, emphasis));
}

function renderRow(cells: readonly Cell[], widths: readonly number[], style: Style): string[] {
  const columns = widths.map((width, column) => wrapText(escapeText(cells[column]?.text ?? ''), width));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((width, column) => {
        const text = columns[column]?.[line] ?? '';
        const padding = column === widths.length - 1 ? '' : ' '.repeat(Math.max(0, width - displayWidth(text)));
        return style(text, cells[column]?.emphasis ?? 'none') + padding;
      })
      .join(gap)
      .trimEnd(),
  );
}

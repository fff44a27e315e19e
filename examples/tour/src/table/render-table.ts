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
  readonly rows: readonly Row[];
  readonly remarks: readonly Cell[];
}

/** A line of cells, and what there is to say about it. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly details: string;
}

export interface Column {
  readonly title: string;
  /** Whether its cells read well when they are broken into lines. */
  readonly wraps: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly detailsTitle: string;
  readonly sections: readonly Section[];
}

const gap = '  ';
const indent = '    ';
const minimumDetailsWidth = 40;

/** Prints a table into `width` columns: long cells go on in the next line, details that have no room go below. */
export function renderTable({ columns, detailsTitle, sections }: Table, width: number, style: Style): string[] {
  const titles: Row = {
    cells: columns.map(({ title }) => ({ text: title, emphasis: 'faint' })),
    details: detailsTitle,
  };
  const rows = [titles, ...sections.flatMap((section) => section.rows)];
  const natural = columns.map((_, column) =>
    Math.max(...rows.map(({ cells }) => displayWidth(escapeText(cells[column]?.text ?? '')))),
  );
  const widths = fitColumns(
    columns.map(({ wraps }, column) => ({ wraps, natural: natural[column] ?? 0 })),
    width - gap.length * (columns.length - 1),
  );
  const roomBeside = width - natural.reduce((sum, each) => sum + each + gap.length, 0);
  const renderRow = (row: Row): string[] => {
    if (roomBeside >= minimumDetailsWidth) {
      return renderLine([...row.cells, { text: row.details }], [...natural, roomBeside], style);
    }
    return [...renderLine(row.cells, widths, style), ...renderBelow(row.details, width)];
  };
  return [
    ...renderRow(titles),
    ...sections.flatMap(({ heading, rows, remarks }) => [
      '',
      ...renderCell({ text: heading, emphasis: 'strong' }, width, style),
      ...rows.flatMap(renderRow),
      ...remarks.flatMap((remark) => renderCell(remark, width, style)),
    ]),
  ];
}

/** Prints text over the full width. */
export function renderCell({ text, emphasis }: Cell, width: number, style: Style): string[] {
  return wrapText(escapeText(text), width).map((line) => style(line, emphasis));
}

function renderBelow(details: string, width: number): string[] {
  if (details === '') return [];
  return wrapText(escapeText(details), width - indent.length).map((line) => indent + line);
}

function renderLine(cells: readonly Cell[], widths: readonly number[], style: Style): string[] {
  const columns = widths.map((width, column) => wrapText(escapeText(cells[column]?.text ?? ''), width));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((width, column) => {
        const text = columns[column]?.[line] ?? '';
        return style(text, cells[column]?.emphasis) + ' '.repeat(Math.max(0, width - displayWidth(text)));
      })
      .join(gap)
      .trimEnd(),
  );
}

/** The natural width of a column, and whether its cells read well when they are broken into lines. */
export interface ColumnWidth {
  readonly natural: number;
  readonly wraps: boolean;
}

// No column gets narrower than this, however small the terminal is.
const minimumWidth = 8;

/** Narrows columns, the widest first and those that wrap well before the others, until all fit into `available`. */
export function fitColumns(columns: readonly ColumnWidth[], available: number): number[] {
  const widths = columns.map(({ natural }) => natural);
  const widest = (wraps: boolean) => {
    const candidates = widths.filter((width, column) => width > minimumWidth && columns[column]?.wraps === wraps);
    return widths.findIndex((width, column) => width === Math.max(...candidates) && columns[column]?.wraps === wraps);
  };
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - available; excess > 0; excess -= 1) {
    const column = [widest(true), widest(false)].find((index) => index >= 0);
    if (column === undefined) break;
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return widths;
}

/** No column gets narrower than this, however small the terminal is. */
export const minimumColumnWidth = 8;

/** Takes columns from the widest until all fit into `available`. */
export function fitColumns(natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= minimumColumnWidth) break;
    widths[widest] = width - 1;
    excess -= 1;
  }
  return widths;
}

/** The text of a column that is never null. */
export function columnText(row: Readonly<Record<string, string | null | undefined>>, column: string): string {
  return row[column] ?? '';
}

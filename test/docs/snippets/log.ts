/** The application's log, as far as the documents use it. */
export interface Log {
  readonly lines: readonly string[];
  info(...words: unknown[]): void;
  error(...words: unknown[]): void;
}

export function createLog(): Log {
  const lines: string[] = [];
  const write = (...words: unknown[]): void => void lines.push(words.map(String).join(' '));
  return { lines, info: write, error: write };
}

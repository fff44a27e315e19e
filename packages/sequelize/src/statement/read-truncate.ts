import type { SqlToken } from './sql-tokens.js';
import type { TruncateStatement } from './statement.js';

const options: readonly string[] = ['RESTART', 'CONTINUE', 'CASCADE', 'RESTRICT'];

/** Reads a TRUNCATE; nothing when it has no such form. */
export function readTruncate(sql: string, tokens: readonly SqlToken[]): TruncateStatement | undefined {
  let at = tokens[1]?.text === 'TABLE' ? 2 : 1;
  const sources: TruncateStatement['sources'][number][] = [];
  for (;;) {
    const isOnly = tokens[at]?.text === 'ONLY' && isName(tokens[at + 1]);
    if (isOnly) at += 1;
    const first = tokens[at];
    if (!isName(first)) return undefined;
    while (tokens[at + 1]?.text === '.' && isName(tokens[at + 2])) at += 2;
    const table = sql.slice(first.start, tokens[at]?.end);
    sources.push({ table, source: isOnly ? `ONLY ${table}` : table });
    at += tokens[at + 1]?.text === '*' ? 2 : 1;
    if (tokens[at]?.text !== ',') break;
    at += 1;
  }
  const rest = tokens.slice(at);
  if (rest.length > 0 && !options.includes(rest[0]?.text ?? '')) return undefined;
  return { kind: 'truncate', sources, cascades: rest.some(({ kind, text }) => kind === 'word' && text === 'CASCADE') };
}

function isName(token: SqlToken | undefined): token is SqlToken {
  return token?.kind === 'word' || token?.kind === 'name';
}

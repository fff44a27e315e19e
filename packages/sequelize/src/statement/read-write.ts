import type { SqlToken } from './sql-tokens.js';
import type { WriteStatement } from './statement.js';

const afterTable: Readonly<Record<WriteStatement['verb'], readonly string[]>> = {
  INSERT: ['DEFAULT', 'VALUES', 'SELECT', 'OVERRIDING', 'WITH', 'TABLE', 'ON', 'RETURNING'],
  UPDATE: ['SET'],
  DELETE: ['USING', 'WHERE', 'RETURNING'],
  MERGE: ['USING'],
};

function isName(token: SqlToken | undefined): token is SqlToken {
  return token?.kind === 'word' || token?.kind === 'name';
}

/** Reads `schema.table`; answers where it ends. */
function tableEnd(tokens: readonly SqlToken[], start: number): number | undefined {
  if (!isName(tokens[start])) return undefined;
  let at = start + 1;
  while (tokens[at]?.text === '.' && isName(tokens[at + 1])) at += 2;
  return at;
}

/** Whether a statement goes on as it must after its table and alias: if not, the table has not been understood. */
function continuesWith(verb: WriteStatement['verb'], next: SqlToken | undefined): boolean {
  if (next === undefined) return verb === 'INSERT' || verb === 'DELETE';
  if (verb === 'INSERT' && next.text === '(') return true;
  return next.kind === 'word' && afterTable[verb].includes(next.text);
}

/** The first of each keyword outside of parentheses, where a clause of that name begins. */
function clausesFrom(tokens: readonly SqlToken[], start: number): ReadonlyMap<string, SqlToken> {
  const clauses = new Map<string, SqlToken>();
  for (let at = start; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.kind !== 'word' || token.depth > 0 || clauses.has(token.text)) continue;
    // IS DISTINCT FROM is no clause.
    if (token.text === 'FROM' && (clauses.has('WHERE') || tokens[at - 1]?.text === 'DISTINCT')) continue;
    clauses.set(token.text, token);
  }
  return clauses;
}

/** Reads an INSERT, UPDATE, DELETE or MERGE whose verb is the token at `verbAt`; nothing when it has no such form. */
export function readWrite(
  sql: string,
  tokens: readonly SqlToken[],
  verbAt: number,
  verb: WriteStatement['verb'],
): WriteStatement | undefined {
  let at = verbAt + 1;
  const skip = (text: string) => {
    if (tokens[at]?.text === text) at += 1;
  };
  skip('INTO');
  skip('FROM');
  const targetAt = tokens[at];
  if (verb !== 'INSERT') skip('ONLY');
  const isParenthesised = verb !== 'INSERT' && tokens[at]?.text === '(';
  if (isParenthesised) at += 1;
  const nameAt = at;
  const nameEnd = tableEnd(tokens, nameAt);
  const first = tokens[nameAt];
  const last = nameEnd === undefined ? undefined : tokens[nameEnd - 1];
  if (nameEnd === undefined || first === undefined || last === undefined || targetAt === undefined) return undefined;
  const table = sql.slice(first.start, last.end);

  at = nameEnd;
  skip(isParenthesised ? ')' : '*');
  skip('AS');
  const alias = tokens[at];
  const hasAlias = isName(alias) && !(alias.kind === 'word' && afterTable[verb].includes(alias.text));
  const target = sql.slice(targetAt.start, hasAlias ? alias.end : (tokens[at - 1]?.end ?? last.end));
  if (hasAlias) at += 1;
  if (!continuesWith(verb, tokens[at])) return undefined;
  const end = tokens.at(-1)?.end ?? sql.length;
  const clauses = clausesFrom(tokens, at);
  const clause = (text: string) => clauses.get(text);
  const returning = clause('RETURNING');
  const where = clause('WHERE');
  const joined = clause(verb === 'UPDATE' ? 'FROM' : 'USING');
  const joinedEnd = (verb === 'MERGE' ? clause('WHEN') : (where ?? returning))?.start ?? end;
  return {
    kind: 'write',
    verb,
    prefixEnd: tokens[verbAt]?.start ?? 0,
    table,
    target,
    reference: hasAlias ? sql.slice(alias.start, alias.end) : table,
    ...(returning && { returningAt: returning.end }),
    ...(verb === 'UPDATE' && {
      assignments: { start: clause('SET')?.end ?? end, end: (joined ?? where ?? returning)?.start ?? end },
    }),
    ...(joined && verb !== 'INSERT' && { joined: { start: joined.end, end: joinedEnd } }),
    ...(where && verb !== 'MERGE' && { condition: { start: where.end, end: returning?.start ?? end } }),
    isCursor: clause('CURRENT') !== undefined,
    mayUpdate: verb === 'INSERT' && clause('CONFLICT') !== undefined && clause('UPDATE') !== undefined,
    bodyEnd: returning?.start ?? end,
    end,
  };
}

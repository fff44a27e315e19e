import type { SqlToken } from './sql-tokens.js';
import type { WriteStatement } from './statement.js';

const afterTable: Readonly<Record<WriteStatement['verb'], readonly string[]>> = {
  INSERT: ['DEFAULT', 'VALUES', 'SELECT', 'OVERRIDING', 'WITH', 'TABLE', 'ON', 'RETURNING'],
  UPDATE: ['SET'],
  DELETE: ['USING', 'WHERE', 'RETURNING'],
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

/** Reads an INSERT, UPDATE or DELETE whose verb is the token at `verbAt`; nothing when it has no such form. */
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
  const nameAt = at;
  const nameEnd = tableEnd(tokens, nameAt);
  const first = tokens[nameAt];
  const last = nameEnd === undefined ? undefined : tokens[nameEnd - 1];
  if (nameEnd === undefined || first === undefined || last === undefined || targetAt === undefined) return undefined;
  const table = sql.slice(first.start, last.end);

  at = nameEnd;
  skip('*');
  skip('AS');
  const alias = tokens[at];
  const hasAlias = isName(alias) && !(alias.kind === 'word' && afterTable[verb].includes(alias.text));
  const target = sql.slice(targetAt.start, hasAlias ? alias.end : (tokens[at - 1]?.end ?? last.end));
  const end = tokens.at(-1)?.end ?? sql.length;
  const clause = (text: string) =>
    tokens.find((token, index) => index >= at && token.kind === 'word' && token.depth === 0 && token.text === text);
  const returning = clause('RETURNING');
  const where = clause('WHERE');
  return {
    kind: 'write',
    verb,
    table,
    target,
    reference: hasAlias ? sql.slice(alias.start, alias.end) : table,
    ...(returning && { returningAt: returning.end }),
    ...(verb === 'UPDATE' && {
      assignments: { start: clause('SET')?.end ?? end, end: (clause('FROM') ?? where ?? returning)?.start ?? end },
    }),
    ...(where && { condition: { start: where.end, end: returning?.start ?? end } }),
    isJoined: verbAt > 0 || clause(verb === 'UPDATE' ? 'FROM' : 'USING') !== undefined,
    mayUpdate: verb === 'INSERT' && clause('CONFLICT') !== undefined && clause('UPDATE') !== undefined,
    end,
  };
}

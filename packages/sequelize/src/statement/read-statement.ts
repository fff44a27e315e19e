import { sqlTokens, type SqlToken } from './sql-tokens.js';
import { readFindOrCreate } from './read-find-or-create.js';
import { readTransactionMark } from './read-transaction-mark.js';
import { readWrite } from './read-write.js';
import type { Statement } from './statement.js';

const other: Statement = { kind: 'other' };
const writes: readonly string[] = ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'TRUNCATE'];
const mainVerbs: readonly string[] = [...writes, 'SELECT', 'VALUES', 'TABLE'];

function uncaptured(description: string): Statement {
  return { kind: 'uncaptured', description };
}

/** Splits at semicolons; empty statements are left out. */
function splitStatements(tokens: Iterable<SqlToken>): SqlToken[][] {
  const statements: SqlToken[][] = [];
  let current: SqlToken[] = [];
  for (const token of tokens) {
    if (token.kind === 'mark' && token.text === ';') {
      if (current.length > 0) statements.push(current);
      current = [];
    } else current.push(token);
  }
  if (current.length > 0) statements.push(current);
  return statements;
}

/** Whether a CTE writes: `WITH gone AS (DELETE …)`. */
function hasWritingCte(tokens: readonly SqlToken[]): boolean {
  return tokens.some(
    ({ kind, text }, index) => kind === 'word' && writes.includes(text) && tokens[index - 1]?.text === '(',
  );
}

function hasWord(tokens: readonly SqlToken[], word: string): boolean {
  return tokens.some(({ kind, text, depth }) => kind === 'word' && text === word && depth <= 1);
}

/** A text of several statements: what they are together. */
function readSeveral(sql: string, statements: readonly SqlToken[][]): Statement {
  const parts = statements.map((tokens) => readSingle(sql, tokens));
  const marks = parts.flatMap((part) => (part.kind === 'transaction' ? part.marks : []));
  const isHarmless = parts.every(({ kind }) => kind === 'other' || kind === 'definition' || kind === 'transaction');
  if (marks.length > 0) return { kind: 'transaction', marks, writes: !isHarmless };
  if (!isHarmless) return uncaptured('several statements in one text');
  return parts.find(({ kind }) => kind === 'definition') ?? other;
}

function readSingle(sql: string, tokens: readonly SqlToken[]): Statement {
  const verb = tokens[0]?.kind === 'word' ? tokens[0].text : '';
  switch (verb) {
    case 'INSERT':
    case 'UPDATE':
    case 'DELETE':
      return readWrite(sql, tokens, 0, verb) ?? uncaptured(`${verb} in a form that is not read`);
    case 'WITH': {
      if (hasWritingCte(tokens)) return uncaptured('a data-modifying WITH query');
      const at = tokens.findIndex(
        ({ kind, text, depth }) => kind === 'word' && depth === 0 && mainVerbs.includes(text),
      );
      const main = tokens[at]?.text;
      if (main === 'INSERT' || main === 'UPDATE' || main === 'DELETE')
        return readWrite(sql, tokens, at, main) ?? uncaptured(`${main} in a form that is not read`);
      return main !== undefined && writes.includes(main) ? uncaptured(main) : other;
    }
    case 'MERGE':
    case 'TRUNCATE':
      return uncaptured(verb);
    case 'EXPLAIN':
      return hasWord(tokens, 'ANALYZE') && writes.some((word) => hasWord(tokens, word)) ? uncaptured(verb) : other;
    case 'PREPARE':
      return writes.some((word) => hasWord(tokens, word)) ? uncaptured(verb) : readOther(tokens);
    case 'COPY':
      return hasWord(tokens, 'FROM') ? uncaptured(verb) : other;
    case 'ALTER':
    case 'CREATE':
    case 'DROP':
      return { kind: 'definition' };
    default:
      return readOther(tokens);
  }
}

function readOther(tokens: readonly SqlToken[]): Statement {
  const mark = readTransactionMark(tokens);
  return mark === undefined ? other : { kind: 'transaction', marks: [mark], writes: false };
}

const readingVerb = /^\s*(?:select|show)\b/i;

/** Whether a text is plainly one reading statement: a cheap test that most statements of an application pass. */
export function isPlainReading(sql: string): boolean {
  const semicolon = sql.indexOf(';');
  return readingVerb.test(sql) && (semicolon === -1 || semicolon === sql.length - 1);
}

/**
 * Tells what a text sent to PostgreSQL means for an audit trail, from its tokens alone.
 * What PostgreSQL will refuse may be read as anything.
 */
export function readStatement(sql: string): Statement {
  if (isPlainReading(sql)) return other;
  const statements = splitStatements(sqlTokens(sql));
  const [only] = statements;
  if (only === undefined) return other;
  if (statements.length === 1) return readSingle(sql, only);
  return readFindOrCreate(sql, statements) ?? readSeveral(sql, statements);
}

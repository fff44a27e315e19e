import { sqlTokens, type SqlToken } from './sql-tokens.js';
import { readFindOrCreate } from './read-find-or-create.js';
import { readTransactionMark } from './read-transaction-mark.js';
import { readTruncate } from './read-truncate.js';
import { readWrite } from './read-write.js';
import type { Stretch } from './compose-text.js';
import type { Statement } from './statement.js';

const other: Statement = { kind: 'other' };
const writes: readonly string[] = ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'TRUNCATE'];
const writingWord = /\b(?:insert|update|delete|merge|truncate|copy)\b/i;
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

function stretchOf(tokens: readonly SqlToken[]): Stretch {
  return { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
}

/** A text of several statements: what they are together. */
function readSeveral(sql: string, statements: readonly SqlToken[][]): Statement {
  const parts = statements.map((tokens) => readSingle(sql, tokens));
  const marks = parts.flatMap((part) => (part.kind === 'transaction' ? part.marks : []));
  const isHarmless = parts.every(({ kind }) => kind === 'other' || kind === 'definition' || kind === 'transaction');
  if (!isHarmless) {
    const [first] = parts;
    const begins = first?.kind === 'transaction' && first.marks[0]?.kind === 'begin';
    return { kind: 'several', parts: statements.map(stretchOf), marks, begins };
  }
  if (marks.length > 0) return { kind: 'transaction', marks, writes: false };
  return parts.find(({ kind }) => kind === 'definition') ?? other;
}

function readSingle(sql: string, tokens: readonly SqlToken[]): Statement {
  const verb = tokens[0]?.kind === 'word' ? tokens[0].text : '';
  switch (verb) {
    case 'INSERT':
    case 'UPDATE':
    case 'DELETE':
    case 'MERGE':
      return readWrite(sql, tokens, 0, verb) ?? uncaptured(`${verb} in a form that is not read`);
    case 'WITH': {
      if (hasWritingCte(tokens)) return uncaptured('a data-modifying WITH query');
      const at = tokens.findIndex(
        ({ kind, text, depth }) => kind === 'word' && depth === 0 && mainVerbs.includes(text),
      );
      const main = tokens[at]?.text;
      if (main === 'INSERT' || main === 'UPDATE' || main === 'DELETE' || main === 'MERGE')
        return readWrite(sql, tokens, at, main) ?? uncaptured(`${main} in a form that is not read`);
      return main !== undefined && writes.includes(main) ? uncaptured(main) : other;
    }
    case 'TRUNCATE':
      return readTruncate(sql, tokens) ?? uncaptured(`${verb} in a form that is not read`);
    case 'EXPLAIN':
      return hasWord(tokens, 'ANALYZE') && writes.some((word) => hasWord(tokens, word)) ? uncaptured(verb) : other;
    case 'PREPARE':
      return writes.some((word) => hasWord(tokens, word)) ? uncaptured(verb) : readOther(tokens);
    case 'COPY':
      return hasWord(tokens, 'FROM') ? uncaptured(verb) : other;
    case 'DO':
      return tokens.some(({ kind, start, end }) => kind === 'literal' && writingWord.test(sql.slice(start, end)))
        ? uncaptured(verb)
        : other;
    case 'SELECT':
      return hasWord(tokens, 'INTO') ? uncaptured('SELECT INTO') : other;
    case 'CREATE':
      return createsRows(tokens) ? uncaptured('CREATE TABLE AS') : { kind: 'definition' };
    case 'ALTER':
    case 'DROP':
      return { kind: 'definition' };
    default:
      return readOther(tokens);
  }
}

/** CREATE TABLE … AS, also AS EXECUTE; a column's `GENERATED … AS` stands in parentheses. */
function createsRows(tokens: readonly SqlToken[]): boolean {
  const words = tokens.filter(({ kind, depth }) => kind === 'word' && depth === 0).map(({ text }) => text);
  return words.slice(0, 4).includes('TABLE') && words.includes('AS') && !words.includes('NO');
}

function readOther(tokens: readonly SqlToken[]): Statement {
  const mark = readTransactionMark(tokens);
  return mark === undefined ? other : { kind: 'transaction', marks: [mark], writes: false };
}

const readingVerb = /^\s*(?:select|show)\b/i;
const intoTable = /\binto\b/i;

/** Whether a text is plainly one reading statement: a cheap test that most statements of an application pass. */
export function isPlainReading(sql: string): boolean {
  const semicolon = sql.indexOf(';');
  return readingVerb.test(sql) && !intoTable.test(sql) && (semicolon === -1 || semicolon === sql.length - 1);
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

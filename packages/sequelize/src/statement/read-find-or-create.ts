import { readWrite } from './read-write.js';
import { sqlTokens, type SqlToken } from './sql-tokens.js';
import type { FindOrCreateStatement } from './statement.js';

/**
 * Reads the three statements that Sequelize's findOrCreate sends as one text: a temporary function around an INSERT,
 * a SELECT of its answer, and its removal. Nothing for any other text.
 */
export function readFindOrCreate(sql: string, statements: readonly SqlToken[][]): FindOrCreateStatement | undefined {
  const [definition, select, removal] = statements;
  if (statements.length !== 3 || definition === undefined || select === undefined) return undefined;
  if (!startsWith(definition, 'CREATE', 'OR', 'REPLACE', 'FUNCTION', 'PG_TEMP', '.', 'TESTFUNC')) return undefined;
  if (!startsWith(select, 'SELECT') || !startsWith(removal ?? [], 'DROP', 'FUNCTION')) return undefined;
  const body = definition.find(({ kind }) => kind === 'literal');
  const selectWord = select[0];
  if (body === undefined || selectWord === undefined) return undefined;
  // Inside the dollar quotes: $func$ BEGIN INSERT INTO … $func$.
  const text = sql.slice(body.start, body.end);
  const delimiterLength = text.indexOf('$', 1) + 1;
  const inner = text.slice(delimiterLength, -delimiterLength);
  const tokens = [...sqlTokens(inner)];
  if (tokens[0]?.text !== 'BEGIN' || tokens[1]?.text !== 'INSERT') return undefined;
  const insert = readWrite(inner, tokens, 1, 'INSERT');
  return insert && { kind: 'findOrCreate', table: insert.table, selectAt: selectWord.end };
}

function startsWith(tokens: readonly SqlToken[], ...texts: readonly string[]): boolean {
  return texts.every((text, index) => tokens[index]?.text === text);
}

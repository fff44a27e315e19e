/**
 * What a piece of SQL text is. `word`: a keyword or an unquoted name; `name`: a quoted name; `parameter`: `$1`;
 * `mark`: one character of punctuation; `literal`: a string or a number.
 */
export type SqlTokenKind = 'word' | 'name' | 'parameter' | 'mark' | 'literal';

/** A token of PostgreSQL's lexical structure, with the number of parentheses around it. */
export interface SqlToken {
  readonly kind: SqlTokenKind;
  /** Upper case for words. Empty for literals: nobody needs what they say. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

const space = /\s+/y;
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const parameter = /\$\d+/y;
const number = /\.?\d[\w.]*/y;
const dollarQuote = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

/** Finds the end of a text in quotes, where a doubled quote stands for itself. */
function quotedEnd(sql: string, start: number, quote: string): number {
  let at = start + 1;
  for (;;) {
    const next = sql.indexOf(quote, at);
    if (next === -1) return sql.length;
    if (sql[next + 1] !== quote) return next + 1;
    at = next + 2;
  }
}

/** Finds the end of an E'…' text, where a backslash escapes the next character as well. */
function escapedEnd(sql: string, start: number): number {
  for (let at = start + 1; at < sql.length; at += 1) {
    if (sql[at] === '\\') at += 1;
    else if (sql[at] === "'") {
      if (sql[at + 1] !== "'") return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

/** Finds the end of a block comment. PostgreSQL nests them. */
function commentEnd(sql: string, start: number): number {
  const border = /\/\*|\*\//g;
  border.lastIndex = start;
  let depth = 0;
  for (let found = border.exec(sql); found !== null; found = border.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return border.lastIndex;
  }
  return sql.length;
}

/**
 * Reads SQL as PostgreSQL does (section 4.1 of its manual, standard_conforming_strings on), leaving out white space
 * and comments. Linear in the text; text that ends inside a quote ends the last token.
 */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  let at = 0;
  let depth = 0;
  while (at < sql.length) {
    const start = at;
    const first = sql.charAt(at);
    const token = (kind: SqlTokenKind, end: number, text = ''): SqlToken => {
      at = end;
      return { kind, text, start, end, depth };
    };
    const blank = matchAt(space, sql, at);
    if (blank !== undefined) at += blank.length;
    else if (sql.startsWith('--', at)) {
      const lineEnd = sql.indexOf('\n', at);
      at = lineEnd === -1 ? sql.length : lineEnd + 1;
    } else if (sql.startsWith('/*', at)) at = commentEnd(sql, at);
    else if (first === "'") yield token('literal', quotedEnd(sql, at, "'"));
    else if (first === '"') {
      const end = quotedEnd(sql, at, '"');
      yield token('name', end, sql.slice(at, end));
    } else if (first === '$') {
      const quote = matchAt(dollarQuote, sql, at);
      const close = quote === undefined ? -1 : sql.indexOf(quote, at + quote.length);
      if (quote !== undefined) yield token('literal', close === -1 ? sql.length : close + quote.length);
      else {
        const text = matchAt(parameter, sql, at) ?? '$';
        yield token(text === '$' ? 'mark' : 'parameter', at + text.length, text);
      }
    } else {
      const text = matchAt(word, sql, at);
      if (text === undefined) {
        const digits = matchAt(number, sql, at);
        if (digits !== undefined) yield token('literal', at + digits.length);
        else {
          if (first === ')') depth = Math.max(0, depth - 1);
          yield token('mark', at + 1, first);
          if (first === '(') depth += 1;
        }
      } else if (sql[at + text.length] === "'" && /^[eE]$/.test(text)) {
        yield token('literal', escapedEnd(sql, at + 1));
      } else yield token('word', at + text.length, text.toUpperCase());
    }
  }
}

import { isBlank, isLetter } from './characters.js';
import { indexFrom, type Stretch } from './stretch.js';
import { elementEnd } from './xml-element.js';

/** How much is read to tell what a value begins with. */
const longestGap = 64;
const jsonLiteral = /^(?:null|true|false|-?\d[\d.eE+-]{0,40})\s{0,8}[,}\]]/;
/** Nothing but the end of a line, perhaps behind the mark of a block of YAML. */
const emptyLine = /^(?:[|>][-+\d]{0,2}[ \t]{0,8})?(?:\r?\n)[\r\n]{0,8}/;
const opensValue = /^[ \t]{0,48}["'{[]/;

/** Where the value begins and ends that follows a separator. */
export function valueBehind(text: string, from: number, separator: string): Stretch {
  let start = from;
  while (isBlank(text.charCodeAt(start)) || (separator === '=' && '=>'.includes(text[start] ?? ' '))) start += 1;
  const isColon = separator === ':' || separator === '\uff1a';
  const lineEnd = isColon ? emptyLine.exec(text.slice(start, start + longestGap)) : null;
  if (lineEnd !== null) {
    const next = start + lineEnd[0].length;
    if (!opensValue.test(text.slice(next, next + longestGap))) return { start: next, end: blockEnd(text, from, next) };
    start = next;
    while (isBlank(text.charCodeAt(start))) start += 1;
  }
  const opening = /^\\*["'`]/.exec(text.slice(start, start + longestGap))?.[0];
  if (opening !== undefined) {
    return { start: start + opening.length, end: closingQuote(text, start + opening.length, opening) };
  }
  if (text[start] === '{' || text[start] === '[') return { start, end: closingBracket(text, start) };
  if (separator === '>') return { start, end: elementEnd(text, from - separator.length, start) };
  // A header's or a YAML line's value has spaces and commas; a form's has neither, nor has a literal of JSON.
  const isLine = isColon && !jsonLiteral.test(text.slice(start, start + 64));
  return { start, end: indexFrom(isLine ? /[\r\n]/g : /[&;,\s"'<>)}\]\\]/g, text, behindScheme(text, start)) };
}

/** Where the lines end that belong to a key of YAML: those further in, or items of a list at its own level. */
function blockEnd(text: string, separatorEnd: number, from: number): number {
  const lineStart = text.lastIndexOf('\n', separatorEnd - 1) + 1;
  const indent = indentAt(text, lineStart);
  let end = from;
  while (end < text.length) {
    const own = indentAt(text, end);
    const first = text[end + own];
    const belongs = own > indent || (own === indent && first === '-') || first === '\n' || first === '\r';
    if (!belongs) break;
    end = indexFrom(/\n/g, text, end) + 1;
  }
  return Math.min(text.length, Math.max(from, end));
}

function indentAt(text: string, lineStart: number): number {
  let at = lineStart;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at - lineStart;
}

/** `Bearer abc` is one value. */
function behindScheme(text: string, start: number): number {
  return (
    start +
    (/^(?:bearer|basic|digest|token|apikey|negotiate)[ \t]{1,8}/i.exec(text.slice(start, start + 32))?.[0].length ?? 0)
  );
}

/** Where a quotation ends that `opening` began: a quote, behind as many backslashes as it is escaped by. */
export function closingQuote(text: string, from: number, opening: string): number {
  const escapes = opening.length - 1;
  const quote = opening.at(-1) ?? '"';
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
    let before = at;
    while (before > from && text[before - 1] === '\\') before -= 1;
    const count = at - before;
    if (escapes === 0 ? count % 2 === 0 : count <= escapes) return at - Math.min(count, escapes);
  }
  return text.length;
}

/** Where the value ends that begins with a bracket; what stands in quotes closes nothing. */
export function closingBracket(text: string, start: number): number {
  const marks = /[[\]{}]|\\{0,8}["'`]/g;
  marks.lastIndex = start;
  let depth = 0;
  for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
    const [mark] = match;
    if (mark === '{' || mark === '[') depth += 1;
    else if (mark === '}' || mark === ']') depth -= 1;
    // An apostrophe within a word opens nothing.
    else if (mark !== "'" || !isLetter(text.charCodeAt(match.index - 1))) {
      marks.lastIndex = closingQuote(text, marks.lastIndex, mark) + mark.length;
    }
    if (depth === 0) return match.index + 1;
  }
  return text.length;
}

const variable = /^(?:export )?[A-Z][A-Z0-9_]*$/;
const longestLine = 512;

/** The value of a variable in a file of an environment, whose line has nothing else: it ends with the line. */
export function environmentValue(text: string, nameStart: number, from: number, name: string): Stretch | undefined {
  if (
    !variable.test(name) ||
    text[from - 1] !== '=' ||
    (nameStart > 0 && !'\r\n'.includes(text[nameStart - 1] ?? ''))
  ) {
    return undefined;
  }
  const [line = ''] = text.slice(from, from + longestLine).split(/[\r\n]/, 1);
  const isAlone = line.length < longestLine && !/^["'`]|[=&\s]/.test(line);
  return isAlone ? { start: from, end: from + line.length } : undefined;
}

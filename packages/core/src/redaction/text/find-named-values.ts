import { isNamedMember, namingOf, partsOfKey, type KeyParts, type Naming } from '../../json/naming-members.js';
import type { FoundSecret } from './found-secret.js';

/** A stretch of a text. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What stands between a name and its value, bare or percent-encoded, also twice; `>` ends the tag of an XML element. */
const separators = /->|[:=>\uff1a\uff1d]|%(?:25){0,3}3[adAD]/g;
/** The same and, for options of a command line, the blank behind `--name`. */
const commandSeparators = /->|[:=>\uff1a\uff1d]|%(?:25){0,3}3[adAD]|(?<=--[\w-]{1,64})[ \t]/g;
const longestName = 128;
/** How much white space and quotation may stand between a name and its separator. */
const longestGap = 64;
/** How much is read of a value that may itself be a name. */
const longestValueRead = 160;
/** How far before its name a value may begin. */
const longestValueBefore = 2_048;
/** How far behind its name a value may begin. */
const farthestSibling = 2_048;
const blankOrQuote = String.raw`(?:[\s"'\x60\\+]|\\[nrt]){0,24}`;
const betweenMembers = new RegExp(`^${blankOrQuote}[,&;]?${blankOrQuote}$`);
const jsonLiteral = /^(?:null|true|false|-?\d[\d.eE+-]{0,40})\s{0,8}[,}\]]/;
/** Nothing but the end of a line, perhaps behind the mark of a block of YAML. */
const emptyLine = /^(?:[|>][-+\d]{0,2}[ \t]{0,8})?(?:\r?\n)[\r\n]{0,8}/;
const opensValue = /^[ \t]{0,48}["'{[]/;
/** The end of a line, also escaped, and what inspecting a text of several lines puts behind it. */
const partLine = /(?:\r?\n|(?:\\{1,8}r)?\\{1,8}n)(?:["'`] ?\+\s{1,64}["'`])?/.source;
const emptyPartLine = new RegExp(`(?:${partLine}){2}`);
const partEnd = new RegExp(`${partLine}--`, 'g');
/** Names and values in turn, as Node has them. */
const isListOfHeaders = /^raw(?:Headers|Trailers)$/;
const mayBeName = /[A-Za-z]{2}|[^\0-\x7f]/;

/**
 * Finds the values that stand under a sensitive name in a text, whatever its language: JSON, also inside a string of
 * JSON, forms and query strings, headers, YAML, XML, logs, command lines. It does not parse: a text that was cut, or is
 * not well formed, gives its secrets away all the same. Time is linear.
 */
export function findNamedValues(text: string, isSensitive: (name: string) => boolean): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  /** What the last naming member has named, when that is a secret, and where: its siblings hold it. */
  let naming: { readonly by: Naming; readonly named: string; readonly at: number } | undefined;
  /** The last member that the next one may name: `value=…&name=password`. */
  let mayBeNamed:
    { readonly from: number; readonly separator: string; readonly stem: string; readonly member: string } | undefined;
  let reached = 0;
  /** The end of the last separator: no name reaches over it. */
  let nameFrom = 0;
  for (const { index, 0: separator } of text.matchAll(text.includes('--') ? commandSeparators : separators)) {
    if (index < reached) continue;
    const nameFound =
      separator === '>' ? elementBefore(text, index) : nameBefore(text, index, Math.max(reached, nameFrom));
    const from = index + separator.length;
    nameFrom = from;
    if (nameFound === undefined) continue;
    const { name, start: nameStart } = nameFound;
    const { stem, member } = lastStep(name);
    const isNamed =
      naming !== undefined && from - naming.at < farthestSibling && isNamedMember(member, naming.by, naming.named);
    const by = namingOf(member);
    let secret: Stretch | undefined;
    if (isSensitive(name) || isListOfHeaders.test(name) || isNamed) {
      secret = isEnvironment(text, nameStart, from, name) ? restOfLine(text, from) : valueBehind(text, from, separator);
    } else if (by !== undefined) {
      const { start, end } = valueBehind(text.slice(0, from + longestValueRead), from, separator);
      const named = text.slice(start, end);
      naming = isSensitive(by === 'path' ? lastStep(named).member : named) ? { by, named, at: from } : undefined;
      const isBeside =
        naming !== undefined &&
        mayBeNamed?.stem === stem &&
        isNamedMember(mayBeNamed.member, by, named) &&
        // `content = '…' WHERE key = 'pin'` are no members of one thing.
        !text.slice(nameStart, index).trim().includes(' ');
      const before = isBeside && mayBeNamed !== undefined ? valueBeside(text, mayBeNamed, nameStart) : undefined;
      if (before !== undefined) found.push({ ...before, secret: 'named-value' });
      secret = naming && partBehind(text, index, end);
      mayBeNamed = undefined;
    } else if (isNamedMember(member)) {
      mayBeNamed = { from, separator, stem, member };
    }
    if (secret === undefined) continue;
    mayBeNamed = undefined;
    reached = secret.end;
    if (secret.end > secret.start) found.push({ ...secret, secret: 'named-value' });
  }
  return found;
}

/** The value before a name, where nothing but the end of one member and the beginning of the next is between them. */
function valueBeside(
  text: string,
  { from, separator }: { readonly from: number; readonly separator: string },
  nameStart: number,
): Stretch | undefined {
  if (nameStart - from > longestValueBefore) return undefined;
  const value = valueBehind(text.slice(0, nameStart), from, separator);
  if (value.end === value.start || value.end === nameStart) return undefined;
  return betweenMembers.test(text.slice(value.end, nameStart)) ? value : undefined;
}

/** The name that ends before a separator and does not begin before `from`; nothing where none can be. */
function nameBefore(
  text: string,
  separatorAt: number,
  from: number,
): { readonly name: string; readonly start: number } | undefined {
  const earliest = Math.max(from, separatorAt - longestGap - longestName);
  let end = separatorAt;
  let lines = 1;
  while (end > earliest && separatorAt - end < longestGap && isGap(text.charCodeAt(end - 1))) {
    end -= 1;
    if (isLineEnd(text.charCodeAt(end))) lines += 1;
  }
  const isQuoted = end < separatorAt && isQuote(text.charCodeAt(end));
  // Only JSON may go on to another line here.
  if (lines > 1 && !isQuoted) return undefined;
  let start = end;
  let words = 1;
  while (start > earliest) {
    const code = text.charCodeAt(start - 1);
    // "Card number: …": two words may be a name, more are a sentence.
    if (code === space && (isQuoted || words < 2)) words += 1;
    else if (!isNameCharacter(code)) break;
    start -= 1;
  }
  const name = text.slice(start, end);
  if (!mayBeName.test(name)) return undefined;
  const own = lastEncodedSeparator(name);
  const plain = name
    .slice(own)
    .replace(/\\[nrt]/g, ' ')
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/%(?:25){0,3}[0-9a-f]{2}/gi, ' ')
    .trim();
  return { name: plain, start: start + own };
}

const longestTag = 256;
const tag = /<(?:[\w.-]{1,64}:)?([\w.-]{1,128})(\s[^<>]*)?$/;
const namingAttribute = /\s(?:name|key)\s{0,8}=\s{0,8}\\{0,8}["']([^"'\\]{1,128})\\{0,8}["']/i;

/** The name of the XML element whose start tag ends here: what its attribute `name` or `key` says, where it has one. */
function elementBefore(text: string, end: number): { readonly name: string; readonly start: number } | undefined {
  const before = text.slice(Math.max(0, end - longestTag), end);
  const opening = before.lastIndexOf('<');
  const [, name, attributes = ''] = opening === -1 ? [] : (tag.exec(before.slice(opening)) ?? []);
  if (name === undefined || attributes.endsWith('/')) return undefined;
  return { name: namingAttribute.exec(attributes)?.[1] ?? name, start: end };
}

const variable = /^(?:export )?[A-Z][A-Z0-9_]*$/;
const longestLine = 512;

/** Whether a value is that of a variable in a file of an environment, whose line has nothing else. */
function isEnvironment(text: string, nameStart: number, from: number, name: string): boolean {
  if (!variable.test(name) || text[from - 1] !== '=') return false;
  const before = text.slice(Math.max(0, nameStart - 16), nameStart);
  if (!/(?:^|[\r\n])$/.test(before) || (before.length === 16 && !/[\r\n]/.test(before))) return false;
  const line = text.slice(from, from + longestLine).split(/[\r\n]/, 1)[0] ?? '';
  return line.length < longestLine && !/^["'`]|[=&\s]/.test(line);
}

function restOfLine(text: string, from: number): Stretch {
  return { start: from, end: indexFrom(/[\r\n]/g, text, from) };
}

/** Where the last member begins that is written behind an encoded comma, semicolon, ampersand or brace. */
function lastEncodedSeparator(name: string): number {
  if (!name.includes('%')) return 0;
  const last = Array.from(name.matchAll(/%(?:25){0,3}(?:2c|3b|26|7b|7d)/gi)).at(-1);
  return last === undefined ? 0 : last.index + last[0].length;
}

/** HTML's `<input name="pin">`: the attribute follows another word; of a path, `set[0][name]`, the last step counts. */
function lastStep(name: string): KeyParts {
  return partsOfKey(name.slice(Math.max(name.lastIndexOf(' '), name.lastIndexOf('/')) + 1));
}

/** Where the value begins and ends that follows a separator. */
function valueBehind(text: string, from: number, separator: string): Stretch {
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
  if (separator === '>') return { start, end: elementEnd(text, from, start) };
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

/** The part's content, behind the empty line after a multipart form's Content-Disposition (RFC 7578), also escaped. */
function partBehind(text: string, nameAt: number, from: number): Stretch | undefined {
  if (!text.slice(Math.max(0, nameAt - longestGap), nameAt).includes('form-data')) return undefined;
  const blank = emptyPartLine.exec(text.slice(from, from + 2_048));
  if (blank === null) return undefined;
  const start = from + blank.index + blank[0].length;
  return { start, end: indexFrom(partEnd, text, start) };
}

const longestElement = 4_096;

/** Where an XML element ends whose start tag ends at `from`; where that is not near, where the next tag begins. */
function elementEnd(text: string, from: number, start: number): number {
  const before = text.slice(Math.max(0, from - longestTag), from);
  const name = /^<([\w:.-]{1,192})/.exec(before.slice(Math.max(0, before.lastIndexOf('<'))))?.[1];
  const near = name === undefined ? -1 : text.slice(start, start + longestElement).indexOf(`</${name}`);
  return near === -1 ? indexFrom(/</g, text, start) : start + near;
}

function closingQuote(text: string, from: number, opening: string): number {
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
function closingBracket(text: string, start: number): number {
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

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

function indexFrom(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

const space = 0x20;

function isBlank(code: number): boolean {
  return code === space || code === 0x09 || code === 0xa0;
}

/** Quotation marks, also escaped and typographic ones. */
function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27 || code === 0x60 || (code >= 0x2018 && code <= 0x201f);
}

function isGap(code: number): boolean {
  return isBlank(code) || isLineEnd(code) || isQuote(code) || code === 0x5c;
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

/** Letters, digits and what joins them in names: `user[password]`, `db.password`, `%5Bpin%5D`, `pass\u0077ord`. */
function isNameCharacter(code: number): boolean {
  if (code >= 0x80) return !isQuote(code) && code !== 0xa0 && code !== 0xff1a && code !== 0xff1d;
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    [0x24, 0x25, 0x2d, 0x2e, 0x40, 0x5b, 0x5c, 0x5d, 0x5f].includes(code)
  );
}

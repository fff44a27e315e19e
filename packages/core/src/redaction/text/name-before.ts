import { isGap, isLineEnd, isNameCharacter, isQuote, space } from './characters.js';

/** A name in a text, decoded, and where it begins. */
export interface FoundName {
  readonly name: string;
  readonly start: number;
}

const longestName = 128;
/** How much white space and quotation may stand between a name and its separator. */
const longestGap = 64;
const mayBeName = /[A-Za-z]{2}|[^\0-\x7f]/;

/** The name that ends before a separator and does not begin before `from`; nothing where none can be. */
export function nameBefore(text: string, separatorAt: number, from: number): FoundName | undefined {
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

/** Where the last member begins that is written behind an encoded comma, semicolon, ampersand or brace. */
function lastEncodedSeparator(name: string): number {
  if (!name.includes('%')) return 0;
  const last = Array.from(name.matchAll(/%(?:25){0,3}(?:2c|3b|26|7b|7d)/gi)).at(-1);
  return last === undefined ? 0 : last.index + last[0].length;
}

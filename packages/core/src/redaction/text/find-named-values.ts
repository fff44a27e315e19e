import {
  isNamedMember,
  lastStepOf,
  namingOf,
  partsOfKey,
  type KeyParts,
  type Naming,
} from '../../json/naming-members.js';
import type { FoundSecret } from './found-secret.js';
import { nameBefore } from './name-before.js';
import { indexFrom, type Stretch } from './stretch.js';
import { environmentValue, valueBehind } from './value-behind.js';
import { elementBefore } from './xml-element.js';

/** What stands between a name and its value, bare or percent-encoded, also twice; `>` ends the tag of an XML element. */
const separators = /->|[:=>\uff1a\uff1d]|%(?:25){0,3}3[adAD]/g;
/** The same and, for options of a command line, the blank behind `--name`. */
const commandSeparators = /->|[:=>\uff1a\uff1d]|%(?:25){0,3}3[adAD]|(?<=--[\w-]{1,64})[ \t]/g;
const mayHold = /[:=>\uff1a\uff1d%]|--/;
/** How much is read of a value that may itself be a name. */
const longestValueRead = 160;
/** How far before its name a value may begin. */
const longestValueBefore = 2_048;
/** How far behind its name a value may begin. */
const farthestSibling = 2_048;
const blankOrQuote = String.raw`(?:[\s"'\x60\\+]|\\[nrt]){0,24}`;
const betweenMembers = new RegExp(`^${blankOrQuote}[,&;]?${blankOrQuote}$`);
/** How far before its name a multipart form says that it is one. */
const farthestDisposition = 64;
/** The end of a line, also escaped, and what inspecting a text of several lines puts behind it. */
const partLine = /(?:\r?\n|(?:\\{1,8}r)?\\{1,8}n)(?:["'`] ?\+\s{1,64}["'`])?/.source;
const emptyPartLine = new RegExp(`(?:${partLine}){2}`);
const partEnd = new RegExp(`${partLine}--`, 'g');
/** Names and values in turn, as Node has them. */
const isListOfHeaders = /^raw(?:Headers|Trailers)$/;

/**
 * Finds the values that stand under a sensitive name in a text, whatever its language: JSON, also inside a string of
 * JSON, forms and query strings, headers, YAML, XML, logs, command lines. It does not parse: a text that was cut, or is
 * not well formed, gives its secrets away all the same. Time is linear.
 */
export function findNamedValues(text: string, isSensitive: (name: string) => boolean): readonly FoundSecret[] {
  if (!mayHold.test(text)) return [];
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
    const { stem, member } = lastWord(name);
    const isNamed =
      naming !== undefined && from - naming.at < farthestSibling && isNamedMember(member, naming.by, naming.named);
    const by = namingOf(member);
    let secret: Stretch | undefined;
    if (isSensitive(name) || isListOfHeaders.test(name) || isNamed) {
      secret = environmentValue(text, nameStart, from, name) ?? valueBehind(text, from, separator);
    } else if (by !== undefined) {
      const { start, end } = valueBehind(text.slice(0, from + longestValueRead), from, separator);
      const named = text.slice(start, end);
      naming = isSensitive(by === 'path' ? lastStepOf(named) : named) ? { by, named, at: from } : undefined;
      const isSibling = mayBeNamed?.stem === stem && isNamedMember(mayBeNamed.member, by, named);
      // `content = '…' WHERE key = 'pin'` are no members of one thing.
      const isOneWord = !text.slice(nameStart, index).trim().includes(' ');
      const before = naming && mayBeNamed && isSibling && isOneWord && valueBeside(text, mayBeNamed, nameStart);
      if (before) found.push({ ...before, secret: 'named-value' });
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

/** HTML's `<input name="pin">`: the attribute follows another word; of a path, `set[0][name]`, the last step counts. */
function lastWord(name: string): KeyParts {
  return partsOfKey(name.slice(name.lastIndexOf(' ') + 1));
}

/** The part's content, behind the empty line after a multipart form's Content-Disposition (RFC 7578), also escaped. */
function partBehind(text: string, nameAt: number, from: number): Stretch | undefined {
  if (!text.slice(Math.max(0, nameAt - farthestDisposition), nameAt).includes('form-data')) return undefined;
  const blank = emptyPartLine.exec(text.slice(from, from + 2_048));
  if (blank === null) return undefined;
  const start = from + blank.index + blank[0].length;
  return { start, end: indexFrom(partEnd, text, start) };
}

import type { FoundName } from './name-before.js';
import { indexFrom } from './stretch.js';

const longestTag = 256;
const longestElement = 4_096;
const tag = /<((?:[\w.-]{1,64}:)?([\w.-]{1,128}))(\s[^<>]*)?$/;
const namingAttribute = /\s(?:name|key)\s{0,8}=\s{0,8}\\{0,8}["']([^"'\\]{1,128})\\{0,8}["']/i;

/** What a start tag says that ends before `>`; nothing where none does, or the element is empty. */
function tagBefore(text: string, end: number): readonly (string | undefined)[] {
  const before = text.slice(Math.max(0, end - longestTag), end);
  const opening = before.lastIndexOf('<');
  const found = opening === -1 ? null : tag.exec(before.slice(opening));
  return found === null || found[3]?.endsWith('/') === true ? [] : found;
}

/** The name of the XML element whose start tag ends here: what its attribute `name` or `key` says, where it has one. */
export function elementBefore(text: string, end: number): FoundName | undefined {
  const [, , name, attributes = ''] = tagBefore(text, end);
  return name === undefined ? undefined : { name: namingAttribute.exec(attributes)?.[1] ?? name, start: end };
}

/** Where the content ends behind a start tag; where that is not near, where the next tag begins. */
export function elementEnd(text: string, tagEnd: number, start: number): number {
  const [, name] = tagBefore(text, tagEnd);
  const near = name === undefined ? -1 : text.slice(start, start + longestElement).indexOf(`</${name}`);
  return near === -1 ? indexFrom(/</g, text, start) : start + near;
}

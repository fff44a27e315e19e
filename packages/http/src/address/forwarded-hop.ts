import type { Hop } from './hop.js';
import { nodeAddress } from './node-address.js';

/** Longer than node lets a header be unless it is told otherwise: a client chooses what a proxy writes for `host`. */
const longest = 65_536;
const quote = '"'.charCodeAt(0);
const comma = ','.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);

function isEscaped(header: string, at: number): boolean {
  let first = at;
  while (first > 0 && header.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}

/**
 * Where the element that ends at `end` starts; nothing when it is too long or leaves a quote open.
 *
 * Security: it is read from the right, where the proxy has written. Read from the left, a client that opens a quote
 * would swallow what the proxy adds behind it.
 */
function elementStart(header: string, end: number): number | undefined {
  let isQuoted = false;
  const first = Math.max(0, end - longest);
  for (let at = end - 1; at >= first; at -= 1) {
    const character = header.charCodeAt(at);
    if (character === quote && !isEscaped(header, at)) isQuoted = !isQuoted;
    if (character === comma && !isQuoted) return at + 1;
  }
  return first === 0 && !isQuoted ? 0 : undefined;
}

// Values have colons and brackets without quotes where proxies are careless; they cannot be taken for something else.
const pair = /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=(?:([\w!#$%&'*+.^`|~:[\]-]+)|"((?:[^"\\]|\\.)*)")[ \t]*)?(?:;|$)/y;

/** The `for` of an element; nothing when the element is malformed, or has none or several. */
function nodeOf(element: string): string | undefined {
  let node: string | undefined;
  pair.lastIndex = 0;
  while (pair.lastIndex < element.length) {
    const found = pair.exec(element);
    if (found === null) return undefined;
    const [, name, token, quoted] = found;
    if (name?.toLowerCase() !== 'for') continue;
    if (node !== undefined) return undefined;
    node = token ?? quoted?.replace(/\\(.)/g, '$1');
  }
  return node;
}

/** The element of a Forwarded header that ends at `end` (RFC 7239, section 4), and the address it was forwarded for. */
export function readForwardedHop(header: string, end: number): Hop {
  const start = elementStart(header, end);
  if (start === undefined) return { start: 0, address: undefined };
  const node = nodeOf(header.slice(start, end).trim());
  return { start, address: node === undefined ? undefined : nodeAddress(node) };
}

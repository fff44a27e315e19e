import type { Hop } from './hop.js';
import { nodeAddress } from './node-address.js';
import { normaliseAddress } from './normalise-address.js';

/** The longest IPv6 text with a zone id of Linux, brackets and a port, and the spaces that may surround it. */
const longest = 80;

/** The entry of X-Forwarded-For that ends at `end`: an IP address, with a port where the proxy adds one. */
export function readForwardedForHop(header: string, end: number): Hop {
  const start = header.lastIndexOf(',', end - 1) + 1;
  if (end - start > longest) return { start, address: undefined };
  const entry = header.slice(start, end).trim();
  return { start, address: normaliseAddress(entry) ?? nodeAddress(entry) };
}

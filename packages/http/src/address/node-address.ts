import { isIP } from 'node:net';
import { normaliseAddress } from './normalise-address.js';

const node = /^(?:\[([^\]]+)\]|([\d.]+))(?::(?:\d{1,5}|_[\w.-]+))?$/;

/**
 * The IP address of a node as proxies write it (RFC 7239, section 6): IPv4, or IPv6 in brackets, each with or without a
 * port. `unknown`, obfuscated identifiers and anything else yield nothing.
 */
export function nodeAddress(text: string): string | undefined {
  const [, bracketed, plain] = node.exec(text) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? normaliseAddress(bracketed) : undefined;
  return plain === undefined ? undefined : normaliseAddress(plain);
}

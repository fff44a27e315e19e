import { AuditError } from '@auditrail/core';
import type { IncomingHttpHeaders } from 'node:http';
import { inspect } from 'node:util';
import { readForwardedForHop } from './forwarded-for-hop.js';
import { readForwardedHop } from './forwarded-hop.js';
import type { Hop } from './hop.js';
import { normaliseAddress } from './normalise-address.js';
import { createTrustedNetworks } from './trusted-networks.js';

/** Where a request came from: `ip` as far as trusted proxies vouch for it, `peerIp` the socket's other end. */
export interface ClientAddress {
  readonly ip?: string;
  readonly peerIp?: string;
}

/** Finds a request's client from the socket's address and the headers. */
export type ClientAddressResolver = (peer: string | undefined, headers: IncomingHttpHeaders) => ClientAddress;

/** The header in which proxies note whom they have served: the customary one, or that of RFC 7239. */
export type ForwardedHeader = 'x-forwarded-for' | 'forwarded';

const readers: Readonly<Record<ForwardedHeader, (header: string, end: number) => Hop>> = {
  'x-forwarded-for': readForwardedForHop,
  forwarded: readForwardedHop,
};

/** More proxies than any real chain has; the rest of the header is not read. */
const mostHops = 32;

/** How the trusted proxies are told from everybody else, and where they write. */
export interface ClientAddressOptions {
  readonly trustedProxies?: readonly string[] | undefined;
  readonly forwardedHeader?: ForwardedHeader | undefined;
}

/**
 * Makes a resolver that believes a header only where a trusted proxy has written it.
 *
 * It walks from the socket leftwards while the address it stands on is trusted, and stops before the first entry that
 * names no IP address. One header is read, by default X-Forwarded-For: where proxies write the one, the other is as the
 * client has sent it. Without trusted proxies no header is read. Throws OPTIONS_INVALID.
 */
export function createClientAddressResolver({
  trustedProxies = [],
  forwardedHeader = 'x-forwarded-for',
}: ClientAddressOptions = {}): ClientAddressResolver {
  const isTrusted = createTrustedNetworks(trustedProxies);
  const trustsSomebody = trustedProxies.length > 0;
  if (!Object.hasOwn(readers, forwardedHeader)) {
    const known = Object.keys(readers).join(' nor ');
    throw new AuditError('OPTIONS_INVALID', `forwardedHeader: ${inspect(forwardedHeader)} is neither ${known}`);
  }
  const readHop = readers[forwardedHeader];

  function walk(peer: string, header: string): string {
    let verified = peer;
    let end = header.length;
    for (let hops = 0; hops < mostHops && end > 0 && isTrusted(verified); hops += 1) {
      const { start, address } = readHop(header, end);
      if (address === undefined) break;
      verified = address;
      end = start - 1;
    }
    return verified;
  }

  return (peer, headers) => {
    const peerIp = peer === undefined ? undefined : normaliseAddress(peer);
    // A socket without an address (a Unix domain socket) vouches for nobody.
    if (peerIp === undefined) return {};
    // node joins repeated headers of these names; only code could have put a list here.
    const header = trustsSomebody ? headers[forwardedHeader] : undefined;
    return { ip: typeof header === 'string' ? walk(peerIp, header) : peerIp, peerIp };
  };
}

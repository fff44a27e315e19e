import { normaliseAddress } from './normalise-address.js';
import { createTrustedNetworks } from './trusted-networks.js';

/** Where a request came from: `ip` as far as trusted proxies vouch for it, `peerIp` the socket's other end. */
export interface ClientAddress {
  readonly ip?: string;
  readonly peerIp?: string;
}

/** Finds a request's client from the socket's address and the X-Forwarded-For header. */
export type ClientAddressResolver = (peer: string | undefined, forwardedFor: string | undefined) => ClientAddress;

/** More proxies than any real chain has; the rest of the header is not read. */
const mostHops = 32;
/** The longest IPv6 text with a zone id of Linux, and the spaces that may surround it. */
const longestHop = 64;

/**
 * Makes a resolver that believes X-Forwarded-For only where a trusted proxy has written it.
 *
 * It walks from the socket leftwards while the address it stands on is trusted, and stops before the first entry that
 * is not exactly an IP address. Without trusted proxies the header is ignored. Throws OPTIONS_INVALID.
 */
export function createClientAddressResolver(trustedProxies: readonly string[] = []): ClientAddressResolver {
  const isTrusted = createTrustedNetworks(trustedProxies);
  const trustsSomebody = trustedProxies.length > 0;

  function walk(peer: string, forwardedFor: string): string {
    let verified = peer;
    let end = forwardedFor.length;
    for (let hops = 0; hops < mostHops && end > 0 && isTrusted(verified); hops += 1) {
      const comma = forwardedFor.lastIndexOf(',', end - 1);
      const entry = end - comma > longestHop ? undefined : normaliseAddress(forwardedFor.slice(comma + 1, end).trim());
      if (entry === undefined) break;
      verified = entry;
      end = comma;
    }
    return verified;
  }

  return (peer, forwardedFor) => {
    const peerIp = peer === undefined ? undefined : normaliseAddress(peer);
    // A socket without an address (a Unix domain socket) vouches for nobody.
    if (peerIp === undefined) return {};
    return { ip: trustsSomebody && forwardedFor !== undefined ? walk(peerIp, forwardedFor) : peerIp, peerIp };
  };
}

import { isIP, SocketAddress } from 'node:net';

const mappedPrefix = '::ffff:';

function unmap(address: string): string {
  const embedded = address.slice(mappedPrefix.length);
  return address.startsWith(mappedPrefix) && isIP(embedded) === 4 ? embedded : address;
}

/**
 * The one spelling of an IP address: IPv6 compressed and in lower case (RFC 5952), IPv4-mapped IPv6 as IPv4, no zone id.
 * Anything that is not exactly an IP address, by the strict rules of node:net, yields nothing.
 */
export function normaliseAddress(text: string): string | undefined {
  const family = isIP(text);
  if (family === 0) return undefined;
  // The form in which a dual-stack socket gives IPv4: SocketAddress would cost every request a native object.
  const plain = unmap(text);
  if (family === 4 || plain !== text) return plain;
  const zone = text.indexOf('%');
  return unmap(new SocketAddress({ family: 'ipv6', address: zone === -1 ? text : text.slice(0, zone) }).address);
}

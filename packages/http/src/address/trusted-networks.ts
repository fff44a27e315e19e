import { AuditError } from '@auditrail/core';
import { BlockList, isIP } from 'node:net';
import { inspect } from 'node:util';
import { normaliseAddress } from './normalise-address.js';

const form = 'each entry is an IP address or a CIDR network, like 10.0.0.0/8';

function refuse(problem: string): AuditError {
  return new AuditError('OPTIONS_INVALID', `trustedProxies: ${problem}; ${form}`);
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

/** The widest networks that somebody has for themselves: 10.0.0.0/8, and fc00::/7 of IPv6. */
const shortestPrefix = { ipv4: 8, ipv6: 16, private: 7 } as const;
const privateAddress = /^(?:f[cd]|fe[89ab])/;

/** Whether a network is one that no proxies have for themselves. */
function isTooWide(address: string, length: number): boolean {
  const family = familyOf(address);
  if (length < (privateAddress.test(address) ? shortestPrefix.private : shortestPrefix[family])) return true;
  const network = new BlockList();
  network.addSubnet(address, length, family);
  // IPv4 addresses are within IPv6 as well.
  return family === 'ipv6' && ['198.51.100.1', '6.6.6.6'].every((client) => network.check(client, 'ipv4'));
}

function addNetwork(networks: BlockList, entry: unknown): void {
  if (typeof entry !== 'string') throw refuse(`${inspect(entry)} is not text`);
  const [given = '', length, ...rest] = entry.split('/');
  const address = given.includes('%') ? undefined : normaliseAddress(given);
  if (address === undefined || rest.length > 0) throw refuse(`"${entry}" is neither an IP address nor a network`);
  if (length === undefined) {
    networks.addAddress(address, familyOf(address));
    return;
  }
  // A mapped network's length counts the 96 bits that the normal form of its address has lost.
  if (given.includes(':') && familyOf(address) === 'ipv4') {
    throw refuse(`"${entry}" is an IPv4 network and must be written as one`);
  }
  const bits = familyOf(address) === 'ipv4' ? 32 : 128;
  if (!/^\d{1,3}$/.test(length) || Number(length) > bits) throw refuse(`"${entry}" has no prefix length up to ${bits}`);
  if (isTooWide(address, Number(length))) {
    throw refuse(`"${entry}" trusts everybody, or nearly so: any client could choose its own address`);
  }
  networks.addSubnet(address, Number(length), familyOf(address));
}

/** Makes the test whether an address, in its normal form, is a trusted proxy. Throws OPTIONS_INVALID naming a bad entry. */
export function createTrustedNetworks(entries: readonly string[]): (address: string) => boolean {
  const given: unknown = entries;
  if (!Array.isArray(given)) {
    throw refuse(
      given === true || given === '*'
        ? `${JSON.stringify(given)} trusts everybody, so any client could choose its own address; list the proxies`
        : typeof given === 'number'
          ? 'a number of hops lets a client that reaches the application directly choose its address; list the proxies'
          : 'not a list',
    );
  }
  const networks = new BlockList();
  for (const entry of entries) addNetwork(networks, entry);
  return (address) => networks.check(address, familyOf(address));
}

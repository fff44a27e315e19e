import { createClientAddressResolver } from '@auditrail/http';
import { expect } from 'chai';
import fc from 'fast-check';

const proxies = ['10.0.0.0/8', '192.0.2.7', '2001:db8:1::/48', 'fd00::1'];

describe('createClientAddressResolver', () => {
  const cases: readonly [what: string, peer: string, forwarded: string | undefined, ip: string][] = [
    ['believes a trusted peer', '10.1.2.3', '198.51.100.7', '198.51.100.7'],
    ['ignores the header of an untrusted peer', '203.0.113.9', '198.51.100.7', '203.0.113.9'],
    ['takes the first untrusted address from the right', '10.1.2.3', '1.2.3.4, 198.51.100.7, 10.9.9.9', '198.51.100.7'],
    ['takes the left-most of addresses that are all trusted', '10.1.2.3', '10.4.4.4, 192.0.2.7', '10.4.4.4'],
    ['trusts exact addresses only exactly', '192.0.2.8', '198.51.100.7', '192.0.2.8'],
    ['stops before text', '10.1.2.3', '198.51.100.7, <script>alert(1)</script>, 10.2.2.2', '10.2.2.2'],
    ['stops before an address with a port', '10.1.2.3', '198.51.100.7:54321', '10.1.2.3'],
    ['stops before a bracketed address', '10.1.2.3', '[2001:db8::5]', '10.1.2.3'],
    ['stops before an octal address', '10.1.2.3', '012.0.0.1', '10.1.2.3'],
    ['stops before a hexadecimal address', '10.1.2.3', '0xC0.0.2.1', '10.1.2.3'],
    ['stops before a number', '10.1.2.3', '3221225985', '10.1.2.3'],
    ['stops before an empty entry', '10.1.2.3', '198.51.100.7, ', '10.1.2.3'],
    ['stops before `unknown`', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['ignores an empty header', '10.1.2.3', '', '10.1.2.3'],
    ['keeps the peer without a header', '10.1.2.3', undefined, '10.1.2.3'],
    ['trusts an IPv4-mapped peer as IPv4', '::ffff:10.1.2.3', '198.51.100.7', '198.51.100.7'],
    ['gives a mapped entry as IPv4', '10.1.2.3', '::FFFF:198.51.100.7', '198.51.100.7'],
    ['gives a mapped entry in hexadecimal as IPv4', '10.1.2.3', '::ffff:c633:6407', '198.51.100.7'],
    ['believes a trusted IPv6 network', '2001:db8:1::5', '2001:DB8:0:0:0:0:0:9', '2001:db8::9'],
    ['strips a zone id', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['keeps NAT64 addresses', 'fd00::1', '64:ff9b::c633:6407', '64:ff9b::c633:6407'],
  ];
  for (const [what, peer, forwarded, ip] of cases) {
    it(what, () => {
      expect(createClientAddressResolver(proxies)(peer, forwarded).ip).to.equal(ip);
    });
  }

  it('gives the peer apart from the client', () => {
    const address = createClientAddressResolver(proxies)('::ffff:10.1.2.3', '198.51.100.7');
    expect(address).to.deep.equal({ ip: '198.51.100.7', peerIp: '10.1.2.3' });
  });

  it('ignores the header when no proxy is trusted', () => {
    expect(createClientAddressResolver()('127.0.0.1', '198.51.100.7').ip).to.equal('127.0.0.1');
  });

  it('gives nothing for a socket without an address', () => {
    expect(createClientAddressResolver(proxies)(undefined, '198.51.100.7')).to.deep.equal({});
  });

  it('reads no more than 32 hops', () => {
    const forwarded = ['198.51.100.7', ...Array.from({ length: 40 }, (_, hop) => `10.0.0.${hop}`)].join(',');
    expect(createClientAddressResolver(proxies)('10.1.2.3', forwarded).ip).to.equal('10.0.0.8');
  });

  it('never gives anything but an address of the header or the socket, whatever the header says', () => {
    const entry = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constantFrom('10.0.0.1', ' 10.0.0.2 ', ''));
    const resolve = createClientAddressResolver(['10.0.0.0/8']);
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const { ip, peerIp } = resolve('10.1.2.3', entries.join(','));
        expect(peerIp).to.equal('10.1.2.3');
        expect(createClientAddressResolver()(ip, undefined).ip).to.equal(ip);
      }),
    );
  });

  const refused: readonly [entry: unknown, message: string][] = [
    ['10.0.0.0/33', '"10.0.0.0/33"'],
    ['10.0.0.0/-1', '"10.0.0.0/-1"'],
    ['10.0.0.0/8/8', '"10.0.0.0/8/8"'],
    ['10.0.0', '"10.0.0"'],
    ['loopback', '"loopback"'],
    ['fe80::1%eth0', '"fe80::1%eth0"'],
    ['0.0.0.0/0', 'trusts everybody'],
    ['::/0', 'trusts everybody'],
    ['::ffff:10.0.0.0/104', 'must be written as one'],
    [7, '7 is not text'],
    [undefined, 'undefined is not text'],
  ];
  for (const [entry, message] of refused) {
    it(`refuses the entry ${String(entry)} and names it`, () => {
      expect(() => createClientAddressResolver([entry as string]))
        .to.throw(message)
        .with.property('code', 'OPTIONS_INVALID');
    });
  }

  const notLists: readonly [given: unknown, message: string][] = [
    [true, 'trusts everybody'],
    ['*', 'trusts everybody'],
    [1, 'number of hops'],
    [{}, 'not a list'],
  ];
  for (const [given, message] of notLists) {
    it(`refuses ${JSON.stringify(given)} and says why`, () => {
      expect(() => createClientAddressResolver(given as string[]))
        .to.throw(message)
        .with.property('code', 'OPTIONS_INVALID');
    });
  }
});

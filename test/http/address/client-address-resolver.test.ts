import { createClientAddressResolver } from '@auditrail/http';
import { expect } from 'chai';
import fc from 'fast-check';

const proxies = ['10.0.0.0/8', '192.0.2.7', '2001:db8:1::/48', 'fd00::1'];

const resolve = createClientAddressResolver({ trustedProxies: proxies });
const resolveForwarded = createClientAddressResolver({ trustedProxies: proxies, forwardedHeader: 'forwarded' });

describe('createClientAddressResolver', () => {
  const cases: readonly [what: string, peer: string, forwarded: string | undefined, ip: string][] = [
    ['believes a trusted peer', '10.1.2.3', '198.51.100.7', '198.51.100.7'],
    ['ignores the header of an untrusted peer', '203.0.113.9', '198.51.100.7', '203.0.113.9'],
    ['takes the first untrusted address from the right', '10.1.2.3', '1.2.3.4, 198.51.100.7, 10.9.9.9', '198.51.100.7'],
    ['takes the left-most of addresses that are all trusted', '10.1.2.3', '10.4.4.4, 192.0.2.7', '10.4.4.4'],
    ['trusts exact addresses only exactly', '192.0.2.8', '198.51.100.7', '192.0.2.8'],
    ['stops before text', '10.1.2.3', '198.51.100.7, <script>alert(1)</script>, 10.2.2.2', '10.2.2.2'],
    ['strips a port', '10.1.2.3', '198.51.100.7:54321', '198.51.100.7'],
    ['strips brackets and a port', '10.1.2.3', '[2001:db8::5]:54321', '2001:db8::5'],
    ['strips brackets', '10.1.2.3', '[2001:db8::5]', '2001:db8::5'],
    ['stops before a port that is none', '10.1.2.3', '198.51.100.7:port', '10.1.2.3'],
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
      expect(resolve(peer, { 'x-forwarded-for': forwarded }).ip).to.equal(ip);
    });
  }

  const elements: readonly [what: string, forwarded: string | undefined, ip: string][] = [
    ['believes an address', 'for=198.51.100.7', '198.51.100.7'],
    ['strips a port', 'for="198.51.100.7:4711"', '198.51.100.7'],
    ['strips an obfuscated port', 'for="198.51.100.7:_x.1"', '198.51.100.7'],
    ['takes IPv6 in brackets', 'for="[2001:DB8::9]"', '2001:db8::9'],
    ['takes IPv6 in brackets with a port', 'For="[2001:db8:cafe::17]:4711"', '2001:db8:cafe::17'],
    ['gives mapped IPv4 as IPv4', 'for="[::ffff:198.51.100.7]"', '198.51.100.7'],
    ['reads past the other parameters', 'proto=https;by=10.1.2.3; FOR=198.51.100.7 ;host="a,b;c"', '198.51.100.7'],
    ['reads past empty parameters and an extension', ';;secret="a\\"b,for=1.2.3.4";for=198.51.100.7;', '198.51.100.7'],
    ['takes escapes for what they escape', 'for="198.51.100\\.7"', '198.51.100.7'],
    ['takes the first untrusted address from the right', 'for=1.2.3.4, for=198.51.100.7,for=10.9.9.9', '198.51.100.7'],
    ['is not swallowed by a quote that the client has opened', 'for="1.2.3.4, for=198.51.100.7', '198.51.100.7'],
    ['nor by one that our quotes would close', 'for=1.2.3.4;a=", for="[2001:db8::9]"', '2001:db8::9'],
    ['nor by an escape that the client has left open', 'for="1.2.3.4\\, for="198.51.100.7:1"', '198.51.100.7'],
    ['stops before an element without `for`', 'for=198.51.100.7, proto=https', '10.1.2.3'],
    ['stops before an element with two', 'for=198.51.100.7;for=198.51.100.8', '10.1.2.3'],
    ['stops before `unknown`', 'for=198.51.100.7, for=unknown', '10.1.2.3'],
    ['stops before an obfuscated identifier', 'for=198.51.100.7, for="_gazonk"', '10.1.2.3'],
    ['stops before IPv6 without brackets', 'for="2001:db8::9"', '10.1.2.3'],
    ['stops before IPv4 in brackets', 'for="[198.51.100.7]"', '10.1.2.3'],
    ['reads an unquoted port', 'for=198.51.100.7:4711;host=a.example:8080', '198.51.100.7'],
    ['reads unquoted brackets', 'for=[2001:db8::9]:4711', '2001:db8::9'],
    ['reads past the longest host', `for=198.51.100.7;host="${'x'.repeat(16_000)}"`, '198.51.100.7'],
    ['stops before a malformed element', 'for=198.51.100.7 proto', '10.1.2.3'],
    ['stops before an octal address', 'for=012.0.0.1', '10.1.2.3'],
    ['stops before a quote that is never opened', 'for=198.51.100.7, for=10.1.1.1"', '10.1.2.3'],
    ['stops before an element that is too long', `for=198.51.100.7;host="${'x'.repeat(70_000)}"`, '10.1.2.3'],
    ['stops before an empty element', 'for=198.51.100.7, ', '10.1.2.3'],
    ['keeps the peer without a header', undefined, '10.1.2.3'],
  ];
  describe('with the Forwarded header', () => {
    for (const [what, forwarded, ip] of elements) {
      it(what, () => {
        expect(resolveForwarded('10.1.2.3', { forwarded }).ip).to.equal(ip);
      });
    }
  });

  it('reads the one header that proxies write, and never the other', () => {
    const claimed = { 'x-forwarded-for': '192.0.2.66' };
    expect(resolveForwarded('10.1.2.3', claimed).ip).to.equal('10.1.2.3');
    expect(resolve('10.1.2.3', { forwarded: 'for=192.0.2.66' }).ip).to.equal('10.1.2.3');
    expect(resolveForwarded('10.1.2.3', { ...claimed, forwarded: 'for=198.51.100.7' }).ip).to.equal('198.51.100.7');
  });

  it('refuses another header', () => {
    for (const header of ['x-real-ip', 'toString']) {
      expect(() => createClientAddressResolver({ forwardedHeader: header as 'forwarded' }))
        .to.throw(`forwardedHeader: '${header}' is neither x-forwarded-for nor forwarded`)
        .with.property('code', 'OPTIONS_INVALID');
    }
  });

  it('gives the peer apart from the client', () => {
    const address = resolve('::ffff:10.1.2.3', { 'x-forwarded-for': '198.51.100.7' });
    expect(address).to.deep.equal({ ip: '198.51.100.7', peerIp: '10.1.2.3' });
  });

  it('ignores the header when no proxy is trusted', () => {
    const headers = { 'x-forwarded-for': '198.51.100.7', forwarded: 'for=198.51.100.7' };
    expect(createClientAddressResolver()('127.0.0.1', headers).ip).to.equal('127.0.0.1');
  });

  it('gives nothing for a socket without an address', () => {
    expect(resolve(undefined, { 'x-forwarded-for': '198.51.100.7' })).to.deep.equal({});
  });

  it('reads no more than 32 hops', () => {
    const hops = ['198.51.100.7', ...Array.from({ length: 40 }, (_, hop) => `10.0.0.${hop}`)];
    expect(resolve('10.1.2.3', { 'x-forwarded-for': hops.join(',') }).ip).to.equal('10.0.0.8');
    const forwarded = hops.map((hop) => `for=${hop}`).join(',');
    expect(resolveForwarded('10.1.2.3', { forwarded }).ip).to.equal('10.0.0.8');
  });

  it('never gives anything but an address, whatever the header says', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    const entry = fc.oneof(address, fc.string(), fc.constantFrom('10.0.0.1', ' 10.0.0.2 ', '', '"', '\\'));
    const pair = fc.tuple(fc.constantFrom('for=', 'for="[', 'for="', 'by=', ''), entry).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(fc.oneof(entry, pair)), (entries) => {
        const header = entries.join(',');
        for (const { ip, peerIp } of [
          resolve('10.1.2.3', { 'x-forwarded-for': header }),
          resolveForwarded('10.1.2.3', { forwarded: header }),
        ]) {
          expect(peerIp).to.equal('10.1.2.3');
          expect(createClientAddressResolver()(ip, {}).ip).to.equal(ip);
        }
      }),
    );
  });

  it('finds what the proxy has written, whatever the client has written before it', () => {
    const client = fc.string({ unit: fc.constantFrom('"', '\\', ',', ';', '=', 'for', ' ', '1.2.3.4', '[', 'x') });
    const written = fc.oneof(
      fc.ipV4().map((ip) => `for=${ip}`),
      fc.ipV6().map((ip) => `proto=https;for="[${ip}]:4711"`),
    );
    fc.assert(
      fc.property(client, written, (lies, element) => {
        const alone = resolveForwarded('10.1.2.3', { forwarded: element }).ip;
        fc.pre(!alone?.startsWith('10.'));
        expect(resolveForwarded('10.1.2.3', { forwarded: `${lies}, ${element}` }).ip).to.equal(alone);
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
    ['0.0.0.0/1', 'trusts everybody'],
    ['128.0.0.0/1', 'trusts everybody'],
    ['2000::/3', 'trusts everybody'],
    ['::/1', 'trusts everybody'],
    ['::/16', 'trusts everybody'],
    ['::fffe:0:0/95', 'trusts everybody'],
    ['::/0', 'trusts everybody'],
    ['::ffff:10.0.0.0/104', 'must be written as one'],
    [7, '7 is not text'],
    [undefined, 'undefined is not text'],
  ];
  for (const [entry, message] of refused) {
    it(`refuses the entry ${String(entry)} and names it`, () => {
      expect(() => createClientAddressResolver({ trustedProxies: [entry as string] }))
        .to.throw(message)
        .with.property('code', 'OPTIONS_INVALID');
    });
  }

  it('accepts the widest networks that somebody has for themselves', () => {
    const trustedProxies = ['10.0.0.0/8', 'fc00::/7', 'fe80::/10', '2001:db8::/32'];
    const own = createClientAddressResolver({ trustedProxies });
    for (const peer of ['10.1.2.3', 'fd00::1', 'fe80::1', '2001:db8::1']) {
      expect(own(peer, { 'x-forwarded-for': '198.51.100.7' }).ip).to.equal('198.51.100.7');
    }
  });

  const notLists: readonly [given: unknown, message: string][] = [
    [true, 'trusts everybody'],
    ['*', 'trusts everybody'],
    [1, 'number of hops'],
    [{}, 'not a list'],
  ];
  for (const [given, message] of notLists) {
    it(`refuses ${JSON.stringify(given)} and says why`, () => {
      expect(() => createClientAddressResolver({ trustedProxies: given as string[] }))
        .to.throw(message)
        .with.property('code', 'OPTIONS_INVALID');
    });
  }
});

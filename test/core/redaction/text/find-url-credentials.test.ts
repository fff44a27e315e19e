import { findUrlCredentials } from '#core/redaction/text/find-url-credentials.js';
import { expect } from 'chai';

const passwordsIn = (text: string) => findUrlCredentials(text).map(({ start, end }) => text.slice(start, end));

describe('findUrlCredentials', () => {
  it("finds a URL's password", () => {
    expect(passwordsIn('see postgres://ada:s3cret@db:5432/shop now')).to.deep.equal(['s3cret']);
    expect(passwordsIn('redis://:s3cret@cache/0, "amqp://u:p@q"')).to.deep.equal(['s3cret', 'p']);
  });

  it('finds a password that should have been percent-encoded', () => {
    expect(passwordsIn('postgres://ada:p@ss/w?rd#1@db/shop')).to.deep.equal(['p@ss/w?rd#1']);
  });

  it('leaves alone ports, names and addresses', () => {
    for (const text of [
      'https://x.org:8080/users/@ada',
      'ssh://git@host/repository',
      'https://x.org/?to=ada@y.org',
      '://',
      'a://:@',
    ]) {
      expect(passwordsIn(text).join(''), text).to.equal('');
    }
  });
});

import { findTokens } from '#core/redaction/text/find-tokens.js';
import { expect } from 'chai';

const tokensIn = (text: string) => findTokens(text).map(({ start, end }) => text.slice(start, end));

// Joined, so that nobody's scanner takes these texts for keys that have leaked.
const issued = [
  ['AKIA', 'IOSFODNN7EXAMPLE'],
  ['ghp_', '16C7e42F292c6912E7710c838347Ae178B4a'],
  ['github_pat_', '11ABCDEFG0abcdefghijkl'],
  ['glpat-', 'abcdefghij0123456789'],
  ['xoxb-', '123456789012-abcdefghijkl'],
  ['sk_live_', '4eC39HqLyjWDarjtT1zdp7dc'],
  ['whsec_', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  ['AIza', 'SyA1234567890abcdefghijklmnopqrstuv'],
  ['npm_', 'abcdefghijklmnopqrstuvwxyz0123456789'],
  ['SG.', 'abcdefghijklmnop.qrstuvwxyz0123456789'],
  ['hvs.', 'CAESIJ1234567890abcdefg'],
  ['sk-', 'proj-abcdefghijklmnopqrstu'],
  ['eyJ', 'hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
].map((parts) => parts.join(''));

describe('findTokens', () => {
  for (const token of issued) {
    it(`finds ${token.slice(0, 4)}… wherever it stands`, () => {
      for (const text of [token, `key ${token} leaked`, `"${token}"`, `https://x.org/?k=${token}&z=1`]) {
        expect(tokensIn(text), text).to.deep.equal([token]);
      }
    });
  }

  it('finds what follows an authentication scheme', () => {
    expect(tokensIn('sent Bearer abc.def-123 to us')).to.deep.equal(['abc.def-123']);
    expect(tokensIn('basic YWRhOmh1bnRlcjI=')).to.deep.equal(['YWRhOmh1bnRlcjI=']);
    const negotiation = 'YIIJvwYGKwYBBQUCoIIJszCCCa+gMDAuBgkqhkiC9xIBAgI=';
    expect(tokensIn(`Authorization: Negotiate ${negotiation}`)).to.deep.equal([negotiation]);
  });

  it('finds private keys, also one whose end is missing', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJBAKj3\n-----END RSA PRIVATE KEY-----';
    expect(tokensIn(`a ${key} b ${key} c`)).to.deep.equal([key, key]);
    expect(tokensIn(`a ${key.slice(0, 40)}`)).to.deep.equal([key.slice(0, 40)]);
  });

  it('leaves alone what is no secret', () => {
    for (const text of [
      'Basic information about the account',
      'they negotiate representations-and-warranties',
      '0197a2b0-8e1b-7c3e-8f2a-1b2c3d4e5f60',
      '2026-11-22T08:16:00.000Z',
      '-----BEGIN CERTIFICATE-----\nMIIBOgIBAAJBAKj3\n-----END CERTIFICATE-----',
      'task-management-and-other-long-words',
    ]) {
      expect(tokensIn(text), text).to.deep.equal([]);
    }
  });
});

import { digestSession } from '#http/request/session-digest.js';
import { expect } from 'chai';
import { inspect } from 'node:util';

describe('digestSession', () => {
  it('is the SHA-256 of the session in base64url', () => {
    expect(digestSession('abc')).to.equal('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });

  for (const session of [undefined, null, '', 7, {}]) {
    it(`takes ${inspect(session)} as no session`, () => {
      expect(digestSession(session)).to.equal(undefined);
    });
  }
});

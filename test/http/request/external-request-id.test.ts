import { parseExternalRequestId } from '#http/request/external-request-id.js';
import { expect } from 'chai';

describe('parseExternalRequestId', () => {
  for (const id of ['a', '0a1b-2c3d', 'A.b_c:d-9', 'x'.repeat(128)]) {
    it(`keeps ${id.slice(0, 12)}`, () => {
      expect(parseExternalRequestId(id)).to.equal(id);
    });
  }
  for (const id of [undefined, '', 'one, two', 'a b', 'x'.repeat(129), 'a\n', '<b>', 'é', ['a']]) {
    it(`refuses ${String(id).slice(0, 12)}`, () => {
      expect(parseExternalRequestId(id)).to.equal(undefined);
    });
  }
});

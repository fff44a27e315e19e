import { expect } from 'chai';
import { appendToPointer } from '#core/json/json-pointer.js';

describe('appendToPointer', () => {
  it('escapes ~ and / as RFC 6901 section 3 says', () => {
    expect(appendToPointer('/a', 'm~n/o~1')).to.equal('/a/m~0n~1o~01');
  });

  it('appends an index', () => {
    expect(appendToPointer('', 0)).to.equal('/0');
  });

  it('appends the empty key', () => {
    expect(appendToPointer('/a', '')).to.equal('/a/');
  });
});

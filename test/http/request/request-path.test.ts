import { requestPath } from '#http/request/request-path.js';
import { expect } from 'chai';

describe('requestPath', () => {
  const cases: readonly [target: string, path: string][] = [
    ['/a/b', '/a/b'],
    ['/a?token=x', '/a'],
    ['/a#b', '/a'],
    ['/?/a', '/'],
    ['//host/a', '//host/a'],
    ['http://host:80/a?b', '/a'],
    ['http://host?b', '/'],
    ['/a/%2e%2e/b', '/a/%2e%2e/b'],
    ['*', '*'],
    ['', '/'],
  ];
  for (const [target, path] of cases) {
    it(`finds ${path} in ${target === '' ? 'an empty target' : target}`, () => {
      expect(requestPath(target)).to.equal(path);
    });
  }
});

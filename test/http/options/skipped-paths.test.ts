import { createSkippedPaths } from '#http/options/skipped-paths.js';
import { expect } from 'chai';

describe('createSkippedPaths', () => {
  it('skips an exact path and nothing around it', () => {
    const isSkipped = createSkippedPaths(['/health']);
    expect(['/health', '/health/', '/healthy', '/HEALTH', '/'].map(isSkipped)).to.deep.equal([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('skips everything below a path, but not the path itself', () => {
    const isSkipped = createSkippedPaths(['/static/*']);
    expect(['/static/', '/static/a/b', '/static', '/staticX'].map(isSkipped)).to.deep.equal([true, true, false, false]);
  });

  it('skips what a regular expression matches, every time', () => {
    const isSkipped = createSkippedPaths([/^\/(ping|pong)$/]);
    expect(['/ping', '/ping', '/pong', '/pang'].map(isSkipped)).to.deep.equal([true, true, true, false]);
  });

  for (const entry of ['health', '', '/a*', '/*/a', '/a?b', /a/g, /a/y, 7, null]) {
    it(`refuses ${String(entry)}`, () => {
      expect(() => createSkippedPaths([entry as string]))
        .to.throw('skip: ')
        .with.property('code', 'OPTIONS_INVALID');
    });
  }
});

import { expect } from 'chai';
import { readRegions } from './read-regions.js';

describe('readRegions', () => {
  it('joins the parts of a name, each without its indentation', () => {
    const source = [
      '// #region use',
      "import { a } from 'a';",
      '// #endregion',
      'it(() => {',
      '  // #region use',
      '  if (a) {',
      '    b();',
      '',
      '  }',
      '  // #endregion',
      '});',
    ].join('\n');
    expect([...readRegions(source)]).to.deep.equal([['use', "import { a } from 'a';\n\nif (a) {\n  b();\n\n}"]]);
  });

  it('reads SQL', () => {
    expect(readRegions('-- #region grants\nGRANT x;\n-- #endregion').get('grants')).to.equal('GRANT x;');
  });

  for (const [fault, source] of [
    ['not closed', '// #region a\n'],
    ['closed twice', '// #region a\n// #endregion\n// #endregion'],
    ['inside another', '// #region a\n// #region b\n// #endregion'],
  ] as const) {
    it(`refuses a region that is ${fault}`, () => expect(() => readRegions(source)).to.throw('region'));
  }
});

import { expect } from 'chai';
import fc from 'fast-check';
import { sqlTokens } from '#sequelize/statement/sql-tokens.js';

const read = (sql: string) => [...sqlTokens(sql)].map(({ kind, start, end }) => [kind, sql.slice(start, end)]);

describe('sqlTokens', () => {
  it('tells words, quoted names, parameters, literals and marks apart', () => {
    expect(read(`UPDATE "a""b".c SET d = $1 || 'x''y' WHERE e > 1.5e3;`)).to.deep.equal([
      ['word', 'UPDATE'],
      ['name', '"a""b"'],
      ['mark', '.'],
      ['word', 'c'],
      ['word', 'SET'],
      ['word', 'd'],
      ['mark', '='],
      ['parameter', '$1'],
      ['mark', '|'],
      ['mark', '|'],
      ['literal', `'x''y'`],
      ['word', 'WHERE'],
      ['word', 'e'],
      ['mark', '>'],
      ['literal', '1.5e3'],
      ['mark', ';'],
    ]);
  });

  it('takes a backslash for itself in a plain text and for an escape behind E', () => {
    expect(read(String.raw`'a\' b`)).to.deep.equal([
      ['literal', String.raw`'a\'`],
      ['word', 'b'],
    ]);
    expect(read(String.raw`E'a\' b'`)).to.deep.equal([['literal', String.raw`E'a\' b'`]]);
  });

  it('reads dollar quotes as one literal, whatever they hold', () => {
    expect(read(`$f$ it's; "x" $$ $f$ $$;$$`)).to.deep.equal([
      ['literal', `$f$ it's; "x" $$ $f$`],
      ['literal', '$$;$$'],
    ]);
  });

  it('leaves out comments, nested ones too', () => {
    expect(read(`a -- ; b\n/* ; /* ; */ ; */ c`)).to.deep.equal([
      ['word', 'a'],
      ['word', 'c'],
    ]);
  });

  it('counts the parentheses around a token', () => {
    const depths = [...sqlTokens('a (b (c) d) e')]
      .filter(({ kind }) => kind === 'word')
      .map(({ text, depth }) => [text, depth]);
    expect(depths).to.deep.equal([
      ['A', 0],
      ['B', 1],
      ['C', 2],
      ['D', 1],
      ['E', 0],
    ]);
  });

  it('ends for every text, with tokens in order that do not overlap', () => {
    const fragment = fc.constantFrom(
      "'",
      '"',
      '$',
      '$$',
      '$a$',
      '--',
      '/*',
      '*/',
      '\\',
      'E',
      ';',
      '(',
      ')',
      '\n',
      'x',
      '1',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fragment, fc.string()), { maxLength: 40 }), (fragments) => {
        let last = 0;
        for (const { start, end } of sqlTokens(fragments.join(''))) {
          expect(start).to.be.at.least(last);
          expect(end).to.be.greaterThan(start);
          last = end;
        }
      }),
    );
  });
});

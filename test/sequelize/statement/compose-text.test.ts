import { composeText, countCharacters, insertTexts } from '#sequelize/statement/compose-text.js';
import { expect } from 'chai';

/** The character at a position, counted from 1 as PostgreSQL does. */
const at = (text: string, position: number) => Array.from(text)[position - 1];

describe('insertTexts', () => {
  const sql = `UPDATE "ä😀" SET n = $1 WHERE nosuch = 1`;
  const insertions = [
    [sql.indexOf(' SET'), ' AS x'],
    [sql.indexOf('nosuch'), '('],
    [sql.length, ') RETURNING *'],
  ] as const;
  const { text, originOf } = insertTexts(sql, insertions);

  it('inserts each text at its place', () => {
    expect(text).to.equal(`UPDATE "ä😀" AS x SET n = $1 WHERE (nosuch = 1) RETURNING *`);
  });

  it('finds every character of the original where it was', () => {
    const found = Array.from(text).flatMap((character, index) => {
      const origin = originOf(index + 1);
      return origin === undefined ? [] : [{ character, original: at(sql, origin) }];
    });
    expect(found.map(({ original }) => original).join('')).to.equal(sql);
    expect(found.every(({ character, original }) => character === original)).to.equal(true);
    expect(countCharacters(sql)).to.equal(found.length);
  });
});

describe('composeText', () => {
  it('points at the place of what it has replaced', () => {
    const sql = 'SELECT $12, a';
    const { text, originOf } = composeText(sql, ['x ', { start: 7, end: 10, as: '$1' }, { start: 10, end: 13 }]);
    expect(text).to.equal('x $1, a');
    expect([originOf(2), originOf(3), originOf(4), originOf(7), originOf(8)]).to.deep.equal([
      undefined,
      8,
      8,
      13,
      undefined,
    ]);
  });
});

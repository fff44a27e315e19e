import { createCsvEncoder, csvCell, csvColumns } from '#cli/encoding/create-csv-encoder.js';
import { visibleText } from '#cli/encoding/visible-text.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { hostileEvent, hostileText, unseenCharacter } from './hostile-events.js';

/** Reads RFC 4180, as strictly as it is written. */
function readCsv(text: string): string[][] {
  const records: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const [found, quoted, bare = '', end] = cell.exec(text) ?? expect.fail('not RFC 4180');
    if (found === '') break;
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === '\r\n') records.push([]);
  }
  expect(records.pop()).to.deep.equal([]);
  return records;
}

const withoutGuard = (cell: string) => (cell.startsWith("'") ? cell.slice(1) : cell);

describe('createCsvEncoder', () => {
  it('guards what a spreadsheet takes for a formula by an apostrophe', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '  =1', '\u00a0=1', '＝1', '＋1', '－1', '＠x', "'=1"]) {
      expect(csvCell(text)).to.equal(`"'${text}"`);
    }
    expect(csvCell('\t=1')).to.equal('"\\u0009=1"');
    expect(csvCell('\r=1')).to.equal('"\\u000d=1"');
    expect(csvCell('a "b", c=1')).to.equal('"a ""b"", c=1"');
  });

  it('writes the head once, before the first events, or none', () => {
    const encode = createCsvEncoder();
    expect(readCsv(encode([]))).to.deep.equal([csvColumns]);
    expect(encode([])).to.equal('');
  });

  it('writes one line an event, which RFC 4180 reads, without formulas and unseen characters', () => {
    fc.assert(
      fc.property(fc.array(hostileEvent, { minLength: 1, maxLength: 3 }), (events) => {
        const text = createCsvEncoder()(events);
        const lines = text.split('\r\n');
        expect(lines).to.have.length(events.length + 2);
        for (const line of lines) expect(line).to.not.match(unseenCharacter);
        const [head, ...records] = readCsv(text);
        expect(head).to.deep.equal(csvColumns);
        for (const [index, record] of records.entries()) {
          for (const cell of record) expect(cell.trimStart()).to.not.match(/^[=+\-@＝＋－＠]/u);
          const valueOf = (column: string) => withoutGuard(record[csvColumns.indexOf(column)] ?? expect.fail(column));
          const { action, actor, reason = '', changes } = events[index] ?? expect.fail();
          expect(valueOf('action')).to.equal(visibleText(action));
          expect(valueOf('actorId')).to.equal(visibleText(actor.id ?? ''));
          expect(valueOf('onBehalfOfId')).to.equal(visibleText(actor.onBehalfOf?.id ?? ''));
          expect(valueOf('reason')).to.equal(visibleText(reason));
          const stored = valueOf('changes');
          if (changes === undefined) expect(stored).to.equal('');
          else expect(JSON.parse(stored)).to.deep.equal(JSON.parse(JSON.stringify(changes)));
        }
      }),
    );
  });

  it('gives every visible text back without its apostrophe', () => {
    fc.assert(
      fc.property(hostileText.map(visibleText), (text) => {
        const [[cell] = []] = readCsv(`${csvCell(text)}\r\n`);
        return withoutGuard(cell ?? '') === text;
      }),
    );
  });
});

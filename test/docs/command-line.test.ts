import { commands } from '#cli/commands/commands.js';
import { parseCommand } from '#cli/command-line/parse-command.js';
import { csvColumns } from '#cli/encoding/create-csv-encoder.js';
import { expect } from 'chai';
import { documents, readDocument } from './documents.js';
import { findMarkdownBlocks } from './markdown-blocks.js';

const examples = commands.flatMap((command) => command.examples.map(([line]) => [command.name, line] as const));
const inDocuments = documents.flatMap((path) =>
  findMarkdownBlocks(readDocument(path))
    .filter(({ language }) => language === 'sh' || language === 'cron')
    .flatMap(({ code }) => code.split('\n').map((line) => [path, line] as const)),
);

/** The words of a command line after `auditrail`, as a shell reads them: up to a pipe or a redirection, unquoted. */
function argumentsOf(line: string): readonly string[] {
  const [, rest = ''] = /\bauditrail ([^|>]*)/.exec(line) ?? [];
  return [...rest.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare = '']) => quoted ?? bare);
}

describe('the command lines in documents and help', () => {
  for (const [place, line] of [...examples, ...inDocuments].filter(([, text]) => /\bauditrail [a-z]/.test(text))) {
    it(`are understood: ${place}: ${line}`, () => {
      const [name, ...args] = argumentsOf(line);
      const command = commands.find((known) => known.name === name) ?? expect.fail(`no command ${String(name)}`);
      expect(parseCommand(command, args).isOk()).to.equal(true);
    });
  }
});

describe('packages/cli/README.md', () => {
  const page = readDocument('packages/cli/README.md');

  it('lists every command, and no other', () => {
    const rows = [...page.matchAll(/^\| `([a-z]+(?: [A-Z]+)?)` +\| ([^|`]+?) +\| [^`|]+\|$/gm)];
    expect(rows.map(([, name, summary]) => [name, summary])).to.deep.equal(
      commands.map(({ name, operands, summary }) => [[name, ...operands].join(' '), summary]),
    );
  });

  it('lists the columns of CSV', () => {
    const [, list = ''] = /The columns of `csv`: ([^.]+)\./.exec(page) ?? [];
    expect(list.split(/,\s+/)).to.deep.equal(csvColumns);
  });
});

import type { Command } from './command.js';
import { generalOptions } from './general-options.js';
import type { OptionTable } from './option.js';

const width = 80;

const exitStatus = `Exit status: 0 done, 1 failed or found something, 2 not understood.`;

/** The help of the program. */
export function programHelp(commands: readonly Command[]): string {
  const rows = commands.map(({ name, operands, summary }) => [[name, ...operands].join(' '), summary] as const);
  return [
    'Usage: auditrail COMMAND [options]',
    fill('The audit log in PostgreSQL, on the command line.'),
    section('Commands', list(rows)),
    section('Options', list([...optionRows(generalOptions), ['--version', 'Show the version']])),
    fill(
      'The database is that of --connection-string, or of DATABASE_URL, or of the PG* variables (PGHOST, PGUSER, …), as psql has them. Each command says which role of the log it needs.',
    ),
    fill('`auditrail COMMAND --help` explains a command, with examples.'),
    `${exitStatus}\n`,
  ].join('\n\n');
}

/** The help of a command. */
export function commandHelp({ name, summary, about, operands, options, examples }: Command): string {
  return [
    `Usage: ${['auditrail', name, ...operands, '[options]'].join(' ')}`,
    `${summary}.`,
    ...about.map((paragraph) => fill(paragraph)),
    ...(Object.keys(options).length > 0 ? [section('Options', list(optionRows(options)))] : []),
    section('General options', list(optionRows(generalOptions))),
    section('Examples', examples.map(([line, does]) => `  # ${does}\n  ${line}`).join('\n')),
    `${exitStatus}\n`,
  ].join('\n\n');
}

function optionRows(options: OptionTable): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, { short, value, help }]) => [
    [short === undefined ? undefined : `-${short},`, `--${name}`, value].filter((part) => part !== undefined).join(' '),
    help,
  ]);
}

function section(title: string, body: string): string {
  return `${title}:\n${body}`;
}

/** Two columns, the second one filled. */
function list(rows: readonly (readonly [string, string])[]): string {
  const indent = Math.max(...rows.map(([term]) => term.length)) + 4;
  return rows.map(([term, text]) => `  ${term.padEnd(indent - 2)}${fill(text, indent)}`).join('\n');
}

/** Breaks a paragraph into lines, all but the first one indented. */
function fill(text: string, indent = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - indent) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

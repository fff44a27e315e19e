import { expect } from 'chai';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInProcess } from '../../cli/run-in-process.js';

/** Commands that print events, and those that say something about the log. */
const commands: readonly string[] = [
  'query --all --format table',
  'query --all --format jsonl',
  'query --all --format csv',
  'export --format jsonl',
  'export --format csv',
  'export --format bodies',
  'doctor',
];

/** What the command line shows of a log on stdout and stderr, and in the files of an archive, by what shows it. */
export async function printedLog(connectionString: string, month: string): Promise<Readonly<Record<string, string>>> {
  const env = { DATABASE_URL: connectionString };
  const printed: Record<string, string> = {};
  for (const command of commands) {
    const { stdout, stderr } = await runInProcess(command.split(' '), env);
    printed[`auditrail ${command}`] = stdout;
    printed[`auditrail ${command}, stderr`] = stderr;
  }
  const directory = await mkdtemp(join(tmpdir(), 'auditrail-leaks-'));
  try {
    const { status, stderr } = await runInProcess(['archive', month, '--directory', directory], env);
    expect(status, stderr).to.equal(0);
    for (const file of await readdir(directory)) printed[file] = await readFile(join(directory, file), 'utf8');
  } finally {
    await rm(directory, { recursive: true });
  }
  return printed;
}

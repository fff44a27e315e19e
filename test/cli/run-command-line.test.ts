import { readFileSync } from 'node:fs';
import { runCommandLine } from '#cli/run-command-line.js';
import { commands } from '#cli/commands/commands.js';
import { expect } from 'chai';
import { createCollectingStream } from './collecting-stream.js';
import { runInProcess } from './run-in-process.js';

const usageRemedy = '  `auditrail --help` lists the commands, `auditrail COMMAND --help` explains one.\n';

describe('runCommandLine', () => {
  it('shows the help of the program, which lists every command', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { status, stdout, stderr } = await runInProcess(args);
      expect([status, stderr]).to.deep.equal([0, '']);
      for (const { name, summary } of commands) expect(stdout).to.match(new RegExp(`^  ${name}.*  ${summary}$`, 'm'));
    }
  });

  for (const { name, options } of commands) {
    it(`shows the help of ${name}, with every option and an example that it understands`, async () => {
      const help = await runInProcess([name, '--help']);
      expect(help).to.include({ status: 0, stderr: '' });
      expect(await runInProcess(['help', name])).to.deep.equal(help);
      expect(help.stdout.split('\n')[0]).to.match(new RegExp(`^Usage: auditrail ${name}\\b`));
      for (const option of Object.keys(options)) expect(help.stdout).to.contain(`  --${option}`);
      expect(help.stdout).to.match(new RegExp(`\n  # .+\n  .*auditrail ${name}\\b`));
      for (const line of help.stdout.split(/\nExamples:\n/)[0]?.split('\n') ?? []) {
        expect(line.length, line).to.be.at.most(80);
      }
    });
  }

  it('shows the version of the package', async () => {
    const manifest = readFileSync(new URL('../../packages/cli/package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    expect(await runInProcess(['--version'])).to.deep.equal({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  const misuses: readonly (readonly [args: readonly string[], message: string])[] = [
    [[], 'A command is missing'],
    [['qeury'], 'There is no such command'],
    [['query', '--actr-id', '7'], "Unknown option '--actr-id'"],
    [['query', '--limit', 'many'], '--limit is a whole number'],
    [['query', '--limit', '5', '--all'], '--all and --limit exclude each other'],
    [['query', '--format', 'xml'], '--format is one of table, jsonl, csv'],
    [['query', '--schema'], "Option '--schema <value>' argument missing"],
    [['query', '--all=yes'], "Option '--all' does not take an argument"],
    [['query', 'x'], 'query takes no arguments, and options that begin with --'],
    [['export', '--format', 'table'], '--format is one of jsonl, csv, bodies, receipts'],
    [
      ['migrate', '--roles', 'owner'],
      '--roles is single, separate, or names such as owner=log_owner,writer=log_writer',
    ],
    [['migrate', '--since', '2'], '--since goes with --print'],
    [['migrate', '--since', 'two', '--print'], '--since is a whole number'],
    [['maintain', '--months-ahead', '1e3'], '--months-ahead is a whole number'],
    [['archive', '2026-01'], 'archive needs --directory'],
    [['archive', '--directory', '/nowhere'], 'archive takes MONTH, and options that begin with --'],
    [['drop', '2026-01'], 'A dropped month does not come back: confirm with --yes'],
    [['retention', '--minimum-months', 'all'], '--minimum-months is a whole number'],
    [['retention', '--maximum-months=-1'], '--maximum-months is a whole number'],
  ];
  for (const [args, message] of misuses) {
    it(`refuses ${['auditrail', ...args].join(' ')} with exit status 2`, async () => {
      expect(await runInProcess(args)).to.deep.equal({
        status: 2,
        stdout: '',
        stderr: `auditrail: USAGE: ${message}\n${usageRemedy}`,
      });
    });
  }

  it('refuses to send bodies to a terminal', async () => {
    const { status, stderr } = await runInProcess(['export', '--format', 'bodies'], {}, 80);
    expect(status).to.equal(2);
    expect(stderr).to.contain('Bodies may hold what a terminal acts on');
  });

  it('prints the migrations without a database', async () => {
    const { status, stdout } = await runInProcess([
      'migrate',
      '--print',
      '--roles',
      'writer=log_writer',
      '--schema',
      'x',
    ]);
    expect(status).to.equal(0);
    expect(stdout)
      .to.contain('CREATE SCHEMA IF NOT EXISTS "x";')
      .and.contain(`install_roles('{"writer":"log_writer"}')`);
    expect(await runInProcess(['migrate', '--print', '--since', '99'])).to.include({ status: 2, stdout: '' });
    expect(await runInProcess(['migrate', '--print', '--schema', 'a$b'])).to.include({ status: 2, stdout: '' });
  });

  it('says why it cannot write, before it asks the database', async () => {
    const nowhere = { DATABASE_URL: 'postgres://127.0.0.1:1/log' };
    for (const [path, cause] of [
      ['/nowhere/events.jsonl', 'The output could not be written (ENOENT: its directory does not exist)'],
      ['/dev/null', 'The output is there already and is no file'],
    ] as const) {
      const { status, stderr } = await runInProcess(['export', '--output', path], nowhere);
      expect(status).to.equal(1);
      expect(stderr).to.contain(`auditrail: OUTPUT_FAILED: ${cause}\n`);
    }
  });

  it('tells a fault of its own without its message', async () => {
    const stdout = Object.assign(createCollectingStream().stream, {
      write: () => {
        throw new TypeError('hunter2');
      },
    });
    const stderr = createCollectingStream();
    const interruption = new AbortController().signal;
    const status = await runCommandLine(['--help'], { env: {}, stdout, stderr: stderr.stream, interruption });
    expect(status).to.equal(1);
    expect(stderr.text()).to.match(/^auditrail: a fault of the program itself \(TypeError\)\n\s+at /);
  });

  it('never prints a connection string, or a part of it', async () => {
    const password = 'hunter2';
    const urls = [
      `postgres://app:${password}@127.0.0.1:1/log`,
      `postgres://app:x@${password}:1/log`,
      `postgres://app:x@127.0.0.1:${password}/log`,
      `postgres://app:${password}@ho st:99999999/x`,
    ];
    for (const url of urls) {
      const runs = [
        await runInProcess(['retention', '--connection-string', url]),
        await runInProcess(['retention'], { DATABASE_URL: url }),
        await runInProcess(['retention', url]),
        await runInProcess([url]),
        await runInProcess(['retention', `--conection-string=${url}`]),
      ];
      for (const { status, stdout, stderr } of runs) {
        expect(status).to.be.oneOf([1, 2]);
        expect(stdout + stderr).to.not.contain(password);
      }
    }
  });

  it('says why there is no connection, and what to do', async () => {
    expect(await runInProcess(['retention'], { DATABASE_URL: 'postgres://127.0.0.1:1/log' })).to.deep.equal({
      status: 1,
      stdout: '',
      stderr:
        'auditrail: STORE_UNAVAILABLE: No connection to the audit database (ECONNREFUSED: nothing listens there)\n' +
        '  Make sure that the server is up and that --connection-string, DATABASE_URL or PG* lead to it.\n',
    });
  });
});

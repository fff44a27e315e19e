import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { runInProcess } from './run-in-process.js';
import { createSealingSetup, type SealingSetup } from './sealing-setup.js';

describe('auditrail, verification without the database', function () {
  this.timeout(30_000);
  let setup: SealingSetup;
  before(async () => {
    setup = await createSealingSetup();
    await setup.makeKey('sealer', 'audit.test/log');
    await setup.append(3);
  });
  after(() => setup.close());

  const run = (...args: readonly string[]) => setup.run(...args);
  const file = (name: string) => setup.file(name);

  it('writes what is sealed as tiles, which hold without the database', async () => {
    expect(await run('tiles', '--directory', file('none'))).to.include({ status: 1, stdout: '' });
    await run(...setup.sealing);
    expect((await run('tiles')).stderr).to.include('tiles needs --directory');
    expect(await run('tiles', '--directory', file('tiles'))).to.deep.equal({
      status: 0,
      stdout: `${file('tiles')} has audit.test/log as it was signed at 3\n`,
      stderr: '',
    });
    const offline = (...args: readonly string[]) =>
      runInProcess([...setup.verifying, '--tiles', file('tiles'), ...args]);
    expect(await offline()).to.deep.equal({
      status: 0,
      stdout: 'holds: 3 entries are what was signed, 0 problems\n',
      stderr: '',
    });
    expect((await offline('--archive', file('none'))).stderr).to.include('ARCHIVE_FAILED');
    expect((await offline('--from', file('some.checkpoint'))).stderr).to.include('exclude each other');
    expect((await run(...setup.verifying, '--archive', file('none'))).stderr).to.include('--archive needs --tiles');
    await writeFile(join(file('tiles'), 'tile', '0', '000.p', '3'), 'rubbish');
    const { status, stdout } = await offline('--json');
    expect([status, JSON.parse(stdout)]).to.deep.equal([
      1,
      {
        archived: 0,
        holds: false,
        problemCount: 1,
        problems: [{ detail: 'tile/0/000.p/3 does not have 3 items', kind: 'malformed' }],
        size: 0,
      },
    ]);
  });

  it('exports receipts, which hold without the database, and names one that does not', async () => {
    const exported = await run('export', '--format', 'receipts', '--output', file('receipts.jsonl'));
    expect(exported).to.include({ status: 0 });
    const checking = [...setup.verifying, '--receipts', file('receipts.jsonl')];
    expect(await runInProcess(checking)).to.deep.equal({
      status: 0,
      stdout: 'holds: 3 events are what was sealed, 0 problems\n',
      stderr: '',
    });
    const receipts = await readFile(file('receipts.jsonl'), 'utf8');
    await writeFile(file('receipts.jsonl'), `${receipts.replace('invoice', 'voucher')}{}\n`);
    const { status, stdout } = await runInProcess(checking);
    expect(status).to.equal(1);
    expect(stdout).to.match(
      /^altered {2}position \d {2}[0-9a-f-]{36} {2}line 1: the body is not the one that was sealed\nmalformed {2}line 4 is no receipt\ndoes not hold: 2 /,
    );
    expect((await runInProcess([...setup.verifying, '--receipts', file('none')])).stderr).to.include('ARCHIVE_FAILED');
  });

  it('compares an archived month with the tiles', async () => {
    const [{ month } = {}] = await setup.database.sql(
      `SELECT to_char(timezone('UTC', min(occurred_at)), 'YYYY-MM') AS month FROM auditrail.event`,
    );
    await run('archive', String(month), '--directory', file('archive'));
    await run(...setup.sealing);
    await run('tiles', '--directory', file('tiles-2'));
    const manifest = join(file('archive'), `${String(month)}.manifest.json`);
    const compared = await runInProcess([...setup.verifying, '--tiles', file('tiles-2'), '--archive', manifest]);
    expect(compared.stdout).to.match(/\d+ events of \d{4}-\d\d are what was sealed\n$/);
  });
});

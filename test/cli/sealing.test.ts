import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LogVerifier, parseVerifierKey } from '@auditrail/integrity';
import { expect } from 'chai';
import { createSealingSetup, type SealingSetup } from './sealing-setup.js';

describe('auditrail, sealing', function () {
  this.timeout(30_000);
  let setup: SealingSetup;
  before(async () => {
    setup = await createSealingSetup();
    await setup.append(2);
  });
  after(() => setup.close());

  const run = (...args: readonly string[]) => setup.run(...args);
  const file = (name: string) => setup.file(name);

  it('makes a key that nobody else can read, once', async () => {
    const made = await setup.makeKey('sealer', 'audit.test/log');
    expect(made).to.include({ status: 0, stderr: '' });
    expect(parseVerifierKey(made.stdout.trim()).ok).to.equal(true);
    expect((await stat(file('sealer.key'))).mode & 0o777).to.equal(0o600);
    const key = await readFile(file('sealer.key'), 'utf8');
    expect(made.stdout).to.not.include(key.trim().slice(-40));
    expect(await run('keygen', 'audit.test/log', '--output', file('sealer.key'))).to.include({ status: 1, stdout: '' });
    expect(await readFile(file('sealer.key'), 'utf8')).to.equal(key);
    expect(await run('keygen', 'with space', '--output', file('other.key'))).to.include({ status: 2 });
  });

  it('has no checkpoint before the first', async () => {
    expect(await run('checkpoint')).to.deep.equal({ status: 1, stdout: '', stderr: '' });
  });

  it('seals, and finds that the log holds', async () => {
    expect(await run(...setup.sealing)).to.deep.equal({
      status: 0,
      stdout: 'sealed 2 events, signed at 2; the tree has 2\n',
      stderr: '',
    });
    expect(await run(...setup.verifying)).to.deep.equal({
      status: 0,
      stdout: 'holds: 2 of 2 events read, 0 problems\n',
      stderr: '',
    });
  });

  it('prints a checkpoint that others can verify, and goes on from it', async () => {
    const { stdout: note } = await run('checkpoint');
    const verifierKey = await readFile(file('sealer.pub'), 'utf8');
    const verifier = LogVerifier.create({ origin: 'audit.test/log', keys: [verifierKey.trim()] });
    const checked = verifier.ok ? verifier.value.verifyCheckpoint(note) : verifier;
    expect(checked.ok && checked.value.size).to.equal(2);
    await writeFile(file('last.checkpoint'), note);
    const { stdout } = await run('verify', '--key-file', file('sealer.pub'), '--from', file('last.checkpoint'));
    expect(stdout.split('\n')).to.deep.equal([
      'holds: 0 of 2 events read, 0 problems',
      'not read again: the first 2',
      'compared with no anchor: who writes the database could have signed it anew, had they the key',
      '',
    ]);
  });

  it('goes on until it is told to stop', async () => {
    const { outcome, child } = setup.start(...setup.sealing, '--watch', '--interval-ms', '20');
    await setup.append(1);
    for (;;) {
      const [{ size } = {}] = await setup.database.sql('SELECT max(size)::int AS size FROM auditrail.checkpoint');
      if (size === 3) break;
    }
    child.kill('SIGTERM');
    const { status, stdout } = await outcome;
    expect([status, stdout]).to.deep.equal([143, 'sealed 1 events, signed at 3; the tree has 3\n']);
  });

  it('counts what is not sealed yet', async () => {
    await setup.append(2);
    expect(await run(...setup.verifying)).to.deep.equal({
      status: 0,
      stdout: 'holds: 3 of 3 events read, 0 problems\n2 are not sealed yet\n',
      stderr: '',
    });
    expect(await run(...setup.verifying, '--progress')).to.include({ status: 0 });
  });

  it('examines the anchor as well, where it is told of it', async () => {
    const told = await run('doctor', '--anchor', file('anchor.jsonl'), '--key-file', file('sealer.pub'));
    expect(told.stdout).to.include('the anchor says 3 events, and the log has them');
    expect(told.stdout).to.match(/3 events are sealed and signed/);
    expect((await run('doctor', '--anchor', file('anchor.jsonl'))).stderr).to.include('belong together');
    expect(await run('doctor', '--anchor', file('a'), '--key-file', file('none'))).to.include({ status: 2 });
    const unread = await run('doctor', '--anchor', setup.directory, '--key-file', file('sealer.pub'));
    expect(unread.stderr).to.include('ANCHOR_FAILED');
  });

  it('seals and signs nothing where the anchor cannot be written, and says so', async () => {
    const failed = await run('seal', '--key-file', file('sealer.key'), '--anchor', join(file('sealer.pub'), 'anchor'));
    expect([failed.status, failed.stdout]).to.deep.equal([1, '']);
    expect(failed.stderr).to.include('ANCHOR_FAILED');
    const unread = await run(
      'verify',
      '--key-file',
      file('sealer.pub'),
      '--anchor',
      join(file('sealer.pub'), 'anchor'),
    );
    expect(unread.stderr).to.include('ANCHOR_FAILED');
  });

  it('fails with what the log says where there is none', async () => {
    await setup.database.sql('ALTER TABLE auditrail.checkpoint RENAME TO no_checkpoint');
    for (const command of [['checkpoint'], setup.verifying, setup.sealing]) {
      const { status, stderr } = await run(...command);
      expect(status).to.equal(1);
      expect(stderr).to.include('SCHEMA_MISSING');
    }
    await setup.database.sql('ALTER TABLE auditrail.no_checkpoint RENAME TO checkpoint');
  });

  it('names what was changed, for people and as JSON', async () => {
    await run(...setup.sealing);
    await setup.tamperWith(1);
    const told = await run(...setup.verifying);
    expect(told.status).to.equal(1);
    expect(told.stdout).to.match(
      /^altered {2}position 1 {2}[0-9a-f-]{36} {2}not as sealed: db_role\ndoes not hold: 5 of 5 /,
    );
    const { stdout, status } = await run(...setup.verifying, '--json');
    expect(status).to.equal(1);
    expect((JSON.parse(stdout) as { problems: unknown[] }).problems).to.have.length(1);
  });

  it('says what is missing', async () => {
    expect((await run('seal')).stderr).to.include('seal needs --key-file and --anchor');
    expect((await run('verify')).stderr).to.include('verify needs --key-file');
    expect((await run('keygen', 'x')).stderr).to.include('keygen needs --output');
    expect(await run('seal', '--key-file', file('none'), '--anchor', file('a'))).to.include({ status: 2 });
    expect(await run('verify', '--key-file', file('none'))).to.include({ status: 2 });
    expect(await run(...setup.verifying, '--from', file('none'))).to.include({ status: 2 });
    expect(await run(...setup.sealing, '--interval-ms', 'soon')).to.include({ status: 2 });
    await writeFile(file('rubbish.key'), 'rubbish');
    expect((await run('seal', '--key-file', file('rubbish.key'), '--anchor', file('a'))).stderr).to.include('key: ');
    expect((await run('verify', '--key-file', file('rubbish.key'))).stderr).to.include('OPTIONS_INVALID');
  });
});

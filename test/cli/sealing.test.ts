import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LogVerifier, parseVerifierKey } from '@auditrail/integrity';
import type { VerificationProgress } from '@auditrail/postgres';
import { expect } from 'chai';
import { createMigratedDatabase } from '../postgres/audit-database.js';
import { sampleEvent } from '../postgres/sample-event.js';
import { postgresVersions, type PostgresVersion } from '../postgres-server/test-database.js';
import { startAuditrail } from './run-auditrail.js';
import { runInProcess } from './run-in-process.js';

describe('auditrail, sealing', function () {
  this.timeout(30_000);
  let database: Awaited<ReturnType<typeof createMigratedDatabase>>;
  let directory: string;
  let verifierKey: string;
  before(async () => {
    database = await createMigratedDatabase(postgresVersions.at(-1) as PostgresVersion);
    directory = await mkdtemp(join(tmpdir(), 'auditrail-sealing-'));
    (await database.store.append([sampleEvent(), sampleEvent()]))._unsafeUnwrap();
  });
  after(async () => {
    await database.close();
    await rm(directory, { recursive: true });
  });

  const run = (...args: readonly string[]) => runInProcess(args, { DATABASE_URL: database.connectionString });
  const file = (name: string) => join(directory, name);
  const sealing = () => ['seal', '--key-file', file('sealer.key'), '--anchor', file('anchor.jsonl')];
  const verifying = () => ['verify', '--key-file', file('sealer.pub'), '--anchor', file('anchor.jsonl')];

  it('makes a key that nobody else can read, once', async () => {
    const made = await run('keygen', 'audit.test/log', '--output', file('sealer.key'));
    expect(made).to.include({ status: 0, stderr: '' });
    await writeFile(file('sealer.pub'), made.stdout);
    verifierKey = made.stdout.trim();
    expect(parseVerifierKey(verifierKey).ok).to.equal(true);
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
    expect(await run(...sealing())).to.deep.equal({
      status: 0,
      stdout: 'sealed 2 events, signed at 2; the tree has 2\n',
      stderr: '',
    });
    expect(await run(...verifying())).to.deep.equal({
      status: 0,
      stdout: 'holds: 2 of 2 events read, 0 problems\n',
      stderr: '',
    });
  });

  it('prints a checkpoint that others can verify, and goes on from it', async () => {
    const { stdout: note } = await run('checkpoint');
    const verifier = LogVerifier.create({ origin: 'audit.test/log', keys: [verifierKey] });
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
    const { outcome, child } = startAuditrail([...sealing(), '--watch', '--interval-ms', '20'], {
      DATABASE_URL: database.connectionString,
    });
    (await database.store.append([sampleEvent()]))._unsafeUnwrap();
    for (;;) {
      const [{ size } = {}] = await database.sql('SELECT max(size)::int AS size FROM auditrail.checkpoint');
      if (size === 3) break;
    }
    child.kill('SIGTERM');
    const { status, stdout } = await outcome;
    expect([status, stdout]).to.deep.equal([143, 'sealed 1 events, signed at 3; the tree has 3\n']);
  });

  it('counts what is not sealed yet', async () => {
    (await database.store.append([sampleEvent(), sampleEvent()]))._unsafeUnwrap();
    expect(await run(...verifying())).to.deep.equal({
      status: 0,
      stdout: 'holds: 3 of 3 events read, 0 problems\n2 are not sealed yet\n',
      stderr: '',
    });
    expect(await run(...verifying(), '--progress')).to.include({ status: 0 });
  });

  it('examines the anchor as well, where it is told of it', async () => {
    const told = await run('doctor', '--anchor', file('anchor.jsonl'), '--key-file', file('sealer.pub'));
    expect(told.stdout).to.include('the anchor says 3 events, and the log has them');
    expect(told.stdout).to.match(/3 events are sealed and signed/);
    expect((await run('doctor', '--anchor', file('anchor.jsonl'))).stderr).to.include('belong together');
    expect(await run('doctor', '--anchor', file('a'), '--key-file', file('none'))).to.include({ status: 2 });
    const unread = await run('doctor', '--anchor', directory, '--key-file', file('sealer.pub'));
    expect(unread.stderr).to.include('ANCHOR_FAILED');
  });

  it('writes what is sealed as tiles, which hold without the database', async () => {
    const unsigned = await createMigratedDatabase(postgresVersions.at(-1) as PostgresVersion);
    const none = await runInProcess(['tiles', '--directory', file('none')], {
      DATABASE_URL: unsigned.connectionString,
    });
    expect(none).to.include({ status: 1, stdout: '' });
    await unsigned.close();
    expect((await run('tiles')).stderr).to.include('tiles needs --directory');
    expect(await run('tiles', '--directory', file('tiles'))).to.deep.equal({
      status: 0,
      stdout: `${file('tiles')} has audit.test/log as it was signed at 3\n`,
      stderr: '',
    });
    const offline = (...args: readonly string[]) => runInProcess([...verifying(), '--tiles', file('tiles'), ...args]);
    expect(await offline()).to.deep.equal({
      status: 0,
      stdout: 'holds: 3 entries are what was signed, 0 problems\n',
      stderr: '',
    });
    expect((await offline('--archive', file('none'))).stderr).to.include('ARCHIVE_FAILED');
    expect((await offline('--from', file('last.checkpoint'))).stderr).to.include('exclude each other');
    expect((await run(...verifying(), '--archive', file('none'))).stderr).to.include('--archive needs --tiles');
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
    const checking = [...verifying(), '--receipts', file('receipts.jsonl')];
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
    expect((await runInProcess([...verifying(), '--receipts', file('none')])).stderr).to.include('ARCHIVE_FAILED');
  });

  it('compares an archived month with the tiles', async () => {
    const [{ month } = {}] = await database.sql(
      `SELECT to_char(timezone('UTC', min(occurred_at)), 'YYYY-MM') AS month FROM auditrail.event`,
    );
    await run('archive', String(month), '--directory', file('archive'));
    await run(...sealing());
    await run('tiles', '--directory', file('tiles-2'));
    const manifest = join(file('archive'), `${String(month)}.manifest.json`);
    const compared = await runInProcess([...verifying(), '--tiles', file('tiles-2'), '--archive', manifest]);
    expect(compared.stdout).to.match(/\d+ events of the archive are what was sealed\n$/);
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
    await database.sql('ALTER TABLE auditrail.checkpoint RENAME TO no_checkpoint');
    for (const command of [['checkpoint'], verifying(), sealing()]) {
      const { status, stderr } = await run(...command);
      expect(status).to.equal(1);
      expect(stderr).to.include('SCHEMA_MISSING');
    }
    await database.sql('ALTER TABLE auditrail.no_checkpoint RENAME TO checkpoint');
  });

  it('names what was changed, for people and as JSON', async () => {
    await database.sql(`DO $$ DECLARE relation regclass; BEGIN
      FOR relation IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'auditrail.event'::regclass
      LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', relation); END LOOP; END $$;
      ALTER TABLE auditrail.event DISABLE TRIGGER ALL;
      UPDATE auditrail.event SET db_role = 'somebody' WHERE id = (SELECT id FROM auditrail.tree_leaf WHERE position = 1)`);
    const told = await run(...verifying());
    expect(told.status).to.equal(1);
    expect(told.stdout).to.match(
      /^altered {2}position 1 {2}[0-9a-f-]{36} {2}not as sealed: db_role\ndoes not hold: 6 of 6 /,
    );
    const { stdout, status } = await run(...verifying(), '--json');
    expect(status).to.equal(1);
    expect((JSON.parse(stdout) as { problems: unknown[] }).problems).to.have.length(1);
  });

  it('says what is missing', async () => {
    expect((await run('seal')).stderr).to.include('seal needs --key-file and --anchor');
    expect((await run('verify')).stderr).to.include('verify needs --key-file');
    expect((await run('keygen', 'x')).stderr).to.include('keygen needs --output');
    expect(await run('seal', '--key-file', file('none'), '--anchor', file('a'))).to.include({ status: 2 });
    expect(await run('verify', '--key-file', file('none'))).to.include({ status: 2 });
    expect(await run(...verifying(), '--from', file('none'))).to.include({ status: 2 });
    expect(await run(...sealing(), '--interval-ms', 'soon')).to.include({ status: 2 });
    await writeFile(file('rubbish.key'), 'rubbish');
    expect((await run('seal', '--key-file', file('rubbish.key'), '--anchor', file('a'))).stderr).to.include('key: ');
    expect((await run('verify', '--key-file', file('rubbish.key'))).stderr).to.include('OPTIONS_INVALID');
  });

  it('goes on under a new name, once, and says what it leaves behind', async () => {
    const made = await run('keygen', 'audit.test/log-2', '--output', file('new.key'));
    await writeFile(file('new.pub'), made.stdout);
    const recovering = [
      ...['recover', '--key-file', file('new.key'), '--anchor', file('new.jsonl')],
      ...['--old-key-file', file('sealer.pub'), '--old-anchor', file('anchor.jsonl')],
    ];
    expect((await run('recover')).stderr).to.include('recover needs --key-file, --anchor');
    expect((await run(...recovering, '--reason', ' ')).stderr).to.include('recover needs a --reason');
    const unread = (option: string) => run(...recovering, '--reason', 'x', option, file('none'));
    expect(await unread('--key-file')).to.include({ status: 2 });
    expect(await unread('--old-key-file')).to.include({ status: 2 });
    expect((await unread('--old-anchor')).stderr).to.include('ANCHOR_FAILED');
    const { status, stdout, stderr } = await run(...recovering, '--reason', 'a test');
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.match(
      /^audit\.test\/log was signed last at \d+; event [0-9a-f-]{36} says so\naudit\.test\/log-2 is signed at \d+\n$/,
    );
    expect((await run(...recovering, '--reason', 'a test')).stderr).to.include(
      'The new anchor has checkpoints already',
    );
    const queried = await run('query', '--action', 'auditrail.log.recover', '--format', 'jsonl');
    expect(queried.stdout.trim().split('\n')).to.have.length(1);
    const verified = await run('verify', '--key-file', file('new.pub'), '--anchor', file('new.jsonl'));
    expect(verified.stdout).to.include('altered  position 2');
  });

  it('verifies turn after turn, goes on from its state, and tells a problem once', async () => {
    const state = file('verify.json');
    const watching = ['verify', '--key-file', file('new.pub'), '--anchor', file('new.jsonl'), '--watch'];
    const start = () =>
      startAuditrail([...watching, '--interval-ms', '10', '--state', state], {
        DATABASE_URL: database.connectionString,
      });
    const stateReaches = async (isReached: (progress: VerificationProgress) => boolean) => {
      for (;;) {
        const kept = await readFile(state, 'utf8').catch(() => '{}');
        if (isReached(JSON.parse(kept) as VerificationProgress)) return;
        await delay(5);
      }
    };
    const first = start();
    await stateReaches(({ position }) => position > 0);
    first.child.kill('SIGTERM');
    const found = await first.outcome;
    expect([found.status, found.stderr]).to.deep.equal([143, '']);
    expect(found.stdout).to.match(
      /^altered {2}position 2 {2}[0-9a-f-]{36} {2}not as sealed: db_role\ndoes not hold: of 7 events 7 read and 0 read again, 1 problems\n/,
    );
    const { checkpoint } = JSON.parse(await readFile(state, 'utf8')) as VerificationProgress;
    const roundStartedAt = new Date(Date.now() - 40 * 86_400_000).toISOString();
    await writeFile(state, JSON.stringify({ checkpoint, position: 0, roundStartedAt }));
    const second = start();
    await stateReaches((progress) => progress.roundStartedAt !== roundStartedAt);
    second.child.kill('SIGTERM');
    const again = await second.outcome;
    expect(again.stdout.match(/altered/g)).to.have.length(1);
    expect(again.stdout).to.include('of 7 events 0 read and 7 read again, 1 problems');
  });

  it('refuses to watch what it cannot, and a state that it has not kept', async () => {
    const watching = ['verify', '--key-file', file('new.pub'), '--watch'];
    expect((await run(...watching, '--tiles', file('tiles'))).stderr).to.include('exclude each other');
    expect(await run(...watching, '--within-days', 'few')).to.include({ status: 2 });
    expect(await run(...watching, '--interval-ms', 'few')).to.include({ status: 2 });
    expect(await run(...watching, '--state', directory)).to.include({ status: 2 });
    for (const rubbish of ['', 'null', '{"position":-0.5}', '{"position":1,"roundStartedAt":"once"}']) {
      await writeFile(file('rubbish.json'), rubbish);
      expect(await run(...watching, '--state', file('rubbish.json'))).to.include({ status: 2 });
    }
    expect((await run(...watching, '--state', join(file('none'), 'state'))).stderr).to.include('OUTPUT_FAILED');
  });
});

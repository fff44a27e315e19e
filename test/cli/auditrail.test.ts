import { access, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventBody, type StoredEvent } from '@auditrail/core';
import { csvColumns } from '#cli/encoding/create-csv-encoder.js';
import { expect } from 'chai';
import { createAuditDatabase, type AuditDatabase } from '../postgres/audit-database.js';
import { plantEvent, plantMonth } from '../postgres/maintenance/plant-event.js';
import { sampleEvent } from '../postgres/sample-event.js';
import { postgresVersions, type PostgresVersion } from '../postgres-server/test-database.js';
import { startAuditrail } from './run-auditrail.js';
import { runInProcess } from './run-in-process.js';

const hostile = '=cmd\u001b[2J\u202e\u2028"x';

const events = [
  sampleEvent({ action: 'user.login', actor: { type: 'user', id: 'u-2' }, occurredAt: '2020-01-01T00:00:00.000Z' }),
  sampleEvent({ action: 'invoice.update', reason: hostile, changes: { status: { old: 'draft', new: 'sent' } } }),
].map((event, index) => ({ ...event, occurredAt: new Date(Date.now() - 60_000 * (2 - index)).toISOString() }));

describe('auditrail', function () {
  this.timeout(30_000);
  let database: AuditDatabase;
  let directory: string;
  before(async () => {
    database = await createAuditDatabase(postgresVersions.at(-1) as PostgresVersion);
    directory = await mkdtemp(join(tmpdir(), 'auditrail-cli-'));
  });
  after(async () => {
    await database.close();
    await rm(directory, { recursive: true });
  });

  const start = (args: readonly string[], nodeArgs?: readonly string[]) =>
    startAuditrail(args, { DATABASE_URL: database.connectionString }, nodeArgs);
  const run = (...args: readonly string[]) => start(args).outcome;
  /** The same without a process of its own, which takes most of the time. */
  const quickly = (...args: readonly string[]) => runInProcess(args, { DATABASE_URL: database.connectionString });

  it('migrates the database that --connection-string names, and says what is missing before', async () => {
    expect(await run('query')).to.deep.equal({
      status: 1,
      stdout: '',
      stderr:
        'auditrail: SCHEMA_MISSING: The audit schema is missing; run store.migrate() (42P01)\n' +
        '  Run `auditrail migrate`, or make sure that the database and --schema are the right ones.\n',
    });
    const nowhere = { DATABASE_URL: 'postgres://127.0.0.1:1/nowhere' };
    const migrate = ['migrate', '--connection-string', database.connectionString];
    const migrated = await startAuditrail(migrate, nowhere).outcome;
    expect(migrated).to.include({ status: 0, stderr: '' });
    expect(migrated.stdout).to.match(/^migrations applied: event-log, .+\npartitions made: 1\d\nroles: single\n$/);
    (await database.openStore().append(events))._unsafeUnwrap();
  });

  it('shows and sets the retention of the database that PG* names', async () => {
    const { socketDirectory, user, database: name } = database;
    const env = { PGHOST: socketDirectory, PGUSER: user, PGDATABASE: name };
    const set = await startAuditrail(['retention', '--minimum-months', '24'], env).outcome;
    expect(set).to.deep.equal({ status: 0, stdout: 'minimum: 24 months\nmaximum: none\n', stderr: '' });
    expect(await quickly('retention', '--maximum-months', '12')).to.include({ status: 2, stdout: '' });
    expect(await quickly('retention', '--minimum-months', 'none', '--maximum-months', '84')).to.include({ status: 0 });
    expect(await quickly('retention')).to.include({ stdout: 'minimum: none\nmaximum: 84 months\n' });
  });

  it('maintains without a word when there is nothing to do, and makes months', async () => {
    expect(await run('maintain')).to.deep.equal({ status: 0, stdout: '', stderr: '' });
    const further = await quickly('maintain', '--months-ahead', '13');
    expect(further).to.include({ status: 0, stderr: '' });
    expect(further.stdout).to.match(/^partitions made: event_\d{4}_\d\d\n$/);
  });

  it('queries events, newest first, as a table', async () => {
    const { status, stdout, stderr } = await run('query', '--actor-type', 'user');
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.equal(
      [
        'TIME                      ACTOR     ACTION          OUTCOME  RESOURCE     CHANGES',
        `${events[1]?.occurredAt ?? ''}  user u-1  invoice.update  success  invoice i-1  status`,
        `${events[0]?.occurredAt ?? ''}  user u-2  user.login      success  invoice i-1`,
        '',
      ].join('\n'),
    );
  });

  it('cuts the table to the terminal', async () => {
    const { stdout } = await runInProcess(['query'], { DATABASE_URL: database.connectionString }, 80);
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    expect(head).to.match(/^TIME +ACTOR +ACTION +OUTCOME +RESOURCE/);
    expect(rows.join('\n')).to.match(/…/);
    for (const line of [head, ...rows]) expect(line.length).to.be.at.most(80);
  });

  it('goes on where a page ended, and refuses the cursor under another filter', async () => {
    const page = ['query', '--from', '2020-01-01', '--actor-type', 'user', '--format', 'csv'];
    const first = await run(...page, '--limit', '1');
    expect(first.stdout.split('\r\n')).to.have.length(3);
    expect(first.stdout).to.contain(`"'=cmd\\u001b[2J\\u202e\\u2028""x"`);
    const [, cursor = ''] = /^more events: --cursor (\S+)\n$/.exec(first.stderr) ?? [];
    const second = await quickly(...page, '--cursor', cursor);
    expect(second).to.include({ status: 0, stderr: '' });
    expect(second.stdout.split('\r\n')[0]).to.equal(csvColumns.map((name) => `"${name}"`).join(','));
    expect(second.stdout).to.contain(events[0]?.id);
    const refused = await quickly('query', '--cursor', cursor);
    expect(refused.status).to.equal(2);
    expect(refused.stderr).to.match(/^auditrail: CURSOR_INVALID: /);
  });

  it('queries all pages as JSON Lines, by every filter', async () => {
    const day = new Date().toISOString().slice(0, 10);
    const filter = ['--action', 'user.*', '--actor-id', 'u-2', '--resource-type', 'invoice', '--resource-id', 'i-1'];
    const more = ['--outcome', 'success', '--source', 'application', '--to', day];
    const { status, stdout } = await run('query', '--all', '--format', 'jsonl', ...filter, ...more);
    expect(status).to.equal(0);
    const found = stdout.trimEnd().split('\n');
    expect(found.map((line) => (JSON.parse(line) as StoredEvent).id)).to.deep.equal([events[0]?.id]);
    for (const other of ['--tenant', '--request-id', '--subject-type', '--subject-id']) {
      filter.push(other, 'x');
    }
    expect(await quickly('query', '--format', 'jsonl', ...filter)).to.deep.equal({ status: 0, stdout: '', stderr: '' });
  });

  it('exports to stdout, oldest first, as JSON Lines', async () => {
    const { status, stdout, stderr } = await run('export', '--actor-type', 'user', '--progress');
    expect([status, stderr]).to.deep.equal([0, '2 events\n']);
    const lines = stdout.trimEnd().split('\n');
    const read = lines.map((line) => JSON.parse(line) as StoredEvent);
    expect(read.map(({ id, reason }) => [id, reason])).to.deep.equal(events.map(({ id, reason }) => [id, reason]));
    expect(read[0]).to.have.property('dbRole', database.user);
  });

  it('exports bodies as they were written, and CSV, into a file of its own', async () => {
    const [bodies, csv] = [join(directory, 'out.jsonl'), join(directory, 'out.csv')];
    const quiet = { status: 0, stdout: '', stderr: '' };
    expect(await run('export', '--actor-type', 'user', '--format', 'bodies', '--output', bodies)).to.deep.equal(quiet);
    expect(await readFile(bodies, 'utf8')).to.equal(events.map((event) => `${eventBody(event)}\n`).join(''));
    expect((await stat(bodies)).mode & 0o777).to.equal(0o600);
    expect(await quickly('export', '--outcome', 'denied', '--format', 'csv', '--output', csv)).to.deep.equal(quiet);
    expect(await readFile(csv, 'utf8')).to.equal(`${csvColumns.map((name) => `"${name}"`).join(',')}\r\n`);
  });

  it('archives a month, and drops it when that is confirmed', async () => {
    await plantMonth(database, '2020-01', 2);
    const unarchived = await quickly('drop', '2020-01', '--yes');
    expect(unarchived.status).to.equal(1);
    expect(unarchived.stderr).to.contain('RETENTION_REFUSED: Retention refuses: the month has not been archived');
    const archive = join(directory, 'archive');
    expect(await run('archive', '2020-01', '--directory', archive, '--progress')).to.deep.equal({
      status: 0,
      stdout: `archived 2020-01: 2 events in ${join(archive, '2020-01.jsonl')}\n`,
      stderr: '2 events\n',
    });
    await access(join(archive, '2020-01.manifest.json'));
    expect(await run('drop', '2020-01', '--yes')).to.deep.equal({
      status: 0,
      stdout: 'dropped 2020-01: 2 events\n',
      stderr: '',
    });
  });

  describe('with many large events', () => {
    const count = 7_000;
    before(() =>
      database.sql(
        `INSERT INTO auditrail.event
           (occurred_at, id, body, actor_type, action, outcome, resource_type, source, tenant, transactional)
         SELECT at, id,
           format('{"action":"x.y","actor":{"type":"system"},"id":"%s","metadata":"%s","occurredAt":"2026-01-01T00:00:00.000Z",'
             '"outcome":"success","resource":{"type":"x"},"source":"application","v":1}', id, repeat('x', 4000)),
           'system', 'x.y', 'success', 'x', 'application', 'large', false
         FROM generate_series(1, ${String(count)}) AS n,
           LATERAL (SELECT date_trunc('milliseconds', now()) - n * interval '1 second',
             overlay(overlay(gen_random_uuid()::text placing '7' from 15) placing 'a' from 20)::uuid) AS made (at, id)`,
      ),
    );

    it('exports more than its memory could hold', async () => {
      const output = join(directory, 'large.jsonl');
      const args = ['export', '--tenant', 'large', '--format', 'bodies', '--output', output];
      const { status, stderr } = await start(args, ['--max-old-space-size=24']).outcome;
      expect([status, stderr]).to.deep.equal([0, '']);
      expect((await stat(output)).size).to.be.greaterThan(count * 4000);
    });

    it('ends without a word when the reader of its output goes', async () => {
      const { child, outcome } = start(['export', '--tenant', 'large']);
      child.stdout.once('data', () => child.stdout.destroy());
      expect(await outcome).to.include({ status: 1, stderr: '' });
    });
  });

  it('names expired months, and what the log has lost, with exit status 1', async () => {
    await plantEvent(database, '2015-01-01T00:00:00.000Z');
    await database.sql(
      `SELECT auditrail.adopt_default();
       ALTER TABLE auditrail.event_2015_01 DISABLE TRIGGER ALL;
       UPDATE auditrail.event_2015_01 SET recorded_at = recorded_at + interval '1 microsecond'`,
    );
    const { status, stdout } = await quickly('maintain');
    expect(status).to.equal(1);
    expect(stdout).to.match(
      /^older than the maximum retention: 2015-01\nholds events that the log does not: copied_default_\d+\n$/,
    );
  });

  it('says which role of the log is missing', async () => {
    const stranger = `stranger_${database.database}`;
    await database.sql(`CREATE ROLE ${stranger} LOGIN; GRANT USAGE ON SCHEMA auditrail TO ${stranger}`);
    try {
      const url = database.connectionString.replace(/\/\/[^@]*@/, `//${stranger}@`);
      for (const [command, role] of [
        ['query', 'reader'],
        ['export', 'reader'],
        ['maintain', 'maintainer'],
        ['retention', 'maintainer'],
      ] as const) {
        const { status, stderr } = await runInProcess([command], { DATABASE_URL: url });
        expect(status).to.equal(1);
        expect(stderr).to.match(new RegExp(`^auditrail: STORE_FORBIDDEN: .+ the log's ${role} `));
      }
    } finally {
      await database.sql(`DROP OWNED BY ${stranger}; DROP ROLE ${stranger}`);
    }
  });

  it('leaves no half file when it is interrupted', async () => {
    const folder = await mkdtemp(join(directory, 'interrupted-'));
    const blocker = await database.connect();
    await blocker.query('BEGIN; LOCK TABLE auditrail.event IN ACCESS EXCLUSIVE MODE');
    const { child, outcome } = start(['export', '--output', join(folder, 'out.jsonl')]);
    while ((await readdir(folder)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGINT');
    expect(await outcome).to.deep.equal({ status: 130, stdout: '', stderr: '' });
    expect(await readdir(folder)).to.deep.equal([]);
    await blocker.query('ROLLBACK');
  });
});

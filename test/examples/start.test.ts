import { expect } from 'chai';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createTestDatabase } from '../postgres-server/test-database.js';

const programs = {
  express: fileURLToPath(new URL('../../examples/express/dist/start.js', import.meta.url)),
  koa: fileURLToPath(new URL('../../examples/koa/dist/start.js', import.meta.url)),
};

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  program: string = programs.express,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { env: { PATH: process.env['PATH'], ...environment } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe('npm start', function () {
  this.timeout(60_000);
  let folder: string;

  // The temporary server keeps everything in here, which tells it from servers of others.
  beforeEach(() => {
    folder = mkdtempSync(join('/tmp', 'start-'));
    chmodSync(folder, 0o1777);
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function expectNothingLeft(): void {
    expect(readdirSync(folder)).to.deep.equal([]);
    expect(execFileSync('ps', ['-A', '-ww', '-o', 'args'], { encoding: 'utf8' })).to.not.include(folder);
  }

  it('takes the tour with --once, ends with 0 and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await run(['--once'], { TMPDIR: folder });
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    expect(stdout).to.match(/^\d+ promises kept, 0 broken$/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).to.be.at.most(160);
    expectNothingLeft();
  });

  it('ends with 1 when a promise was broken: here by a log that somebody has robbed of its triggers', async () => {
    const database = await createTestDatabase('18');
    try {
      const environment = { DATABASE_URL: database.connectionString };
      expect(await run(['--once'], environment)).to.include({ code: 0 });

      const client = new pg.Client(environment.DATABASE_URL);
      await client.connect();
      const { rows } = await client.query<{ name: string }>(
        "SELECT relid::regclass::text AS name FROM pg_partition_tree('auditrail.event')",
      );
      for (const { name } of rows) await client.query(`ALTER TABLE ONLY ${name} DISABLE TRIGGER USER`);
      await client.end();

      const { code, stdout } = await run(['--once'], environment);
      expect(code).to.equal(1);
      expect(stdout)
        .to.include('✗ BROKEN: the database refuses UPDATE')
        .and.match(/promises kept, 3 broken$/m);
    } finally {
      await database.drop();
    }
  });

  it('serves after the tour until a signal comes, then ends with 0 and leaves nothing behind', async () => {
    const child = spawn(process.execPath, [programs.express], {
      env: { PATH: process.env['PATH'], TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let output = '';
      for await (const chunk of child.stdout) {
        output += String(chunk);
        if (output.includes('/audit-events')) break;
      }
      // The lines are for a shell: one gets them to work by pasting them.
      const curls = output.split('\n').filter((line) => line.startsWith('curl '));
      const [created, denied, read] = curls.map((line) => execFileSync('sh', ['-c', line], { encoding: 'utf8' }));
      expect(created).to.include('"name":"Your company"');
      expect(denied).to.equal('{"error":"NOT_ALLOWED"}');
      expect(read).to.include('"action":"customer.create"');
    } finally {
      child.kill('SIGINT');
    }
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
    expectNothingLeft();
  });

  it('explains itself with --help', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).to.equal(0);
    expect(stdout).to.include('DATABASE_URL').and.include('--once');
  });

  it('refuses an unknown option with 2 and names it', async () => {
    const { code, stderr } = await run(['--ones']);
    expect(code).to.equal(2);
    expect(stderr).to.include('--ones').and.include('Usage');
  });

  it('refuses a port that is none with 2', async () => {
    expect(await run([], { PORT: 'http' })).to.include({ code: 2 });
  });

  it('refuses a DATABASE_URL of another kind with 2, without quoting it', async () => {
    const { code, stderr } = await run([], { DATABASE_URL: 'mysql://app:geheim@127.0.0.1/app' });
    expect(code).to.equal(2);
    expect(stderr).to.include('DATABASE_URL').and.not.include('geheim');
  });

  it('ends with 1 and one clear line when there is no database at DATABASE_URL', async () => {
    const { code, stderr } = await run(['--once'], { DATABASE_URL: 'postgres://app:geheim@127.0.0.1:1/app' });
    expect(code).to.equal(1);
    expect(stderr).to.equal('The database cannot be used: ECONNREFUSED. Check DATABASE_URL.\n');
  });

  it('ends with 1 and one clear line when the port is taken', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    const { code, stderr } = await run(['--once'], { TMPDIR: folder, PORT: String(port) });
    occupant.close();
    expect({ code, stderr }).to.deep.equal({ code: 1, stderr: 'The port cannot be used: EADDRINUSE. Check PORT.\n' });
    expectNothingLeft();
  });
});

describe('npm run start:koa', function () {
  this.timeout(60_000);

  it('takes the tour with --once and ends with 0', async () => {
    const database = await createTestDatabase('18');
    try {
      const environment = { DATABASE_URL: database.connectionString };
      const { code, stdout, stderr } = await run(['--once'], environment, programs.koa);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      expect(stdout).to.match(/^\d+ promises kept, 0 broken$/m);
    } finally {
      await database.drop();
    }
  });

  it('explains itself with --help', async () => {
    const { code, stdout } = await run(['--help'], {}, programs.koa);
    expect(code).to.equal(0);
    expect(stdout).to.include('Usage: npm run start:koa');
  });
});

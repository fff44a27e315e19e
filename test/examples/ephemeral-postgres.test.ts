import {
  type EphemeralPostgres,
  type EphemeralPostgresOptions,
  startEphemeralPostgres,
} from '@auditrail-examples/ephemeral-postgres';
import { expect } from 'chai';
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

describe('startEphemeralPostgres', function () {
  // Every test starts servers of its own, which takes a busy machine long.
  this.timeout(60_000);

  it('starts a server that answers over its socket and listens nowhere else', async () => {
    await withServer(async (server) => {
      const rows = await query(server, "SELECT current_user AS user, current_setting('listen_addresses') AS addresses");
      expect(rows).to.deep.equal([{ user: server.user, addresses: '' }]);
    });
  });

  it('encodes in UTF-8 whatever the locale of the environment', async () => {
    await withServer(async (server) => {
      const rows = await query(server, "SELECT current_setting('server_encoding') AS encoding, chr(8364) AS euro");
      expect(rows).to.deep.equal([{ encoding: 'UTF8', euro: '€' }]);
    });
  });

  for (const [durable, setting] of [
    [false, 'off'],
    [true, 'on'],
  ] as const) {
    it(`turns waiting for the disk ${setting} when durable is ${durable}`, async () => {
      const sql = "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit";
      await withServer(
        async (server) => {
          expect(await query(server, sql)).to.deep.equal([{ fsync: setting, commit: setting }]);
        },
        { durable },
      );
    });
  }

  it('runs two servers at once', async () => {
    await withServer((first) =>
      withServer(async (second) => {
        await query(first, 'CREATE DATABASE only_here');
        expect(await query(second, "SELECT datname FROM pg_database WHERE datname = 'only_here'")).to.deep.equal([]);
      }),
    );
  });

  it('escapes the name of a database in its connection string', async () => {
    await withServer(async (server) => {
      await query(server, 'CREATE DATABASE "a bü"');
      expect(await query(server, 'SELECT current_database() AS name', 'a bü')).to.deep.equal([{ name: 'a bü' }]);
    });
  });

  it('leaves no process and no folder after stop, however often called', async () => {
    const server = await startEphemeralPostgres();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(existsSync(server.socketDirectory)).to.equal(false);
    expect(listCommands()).to.not.include(server.socketDirectory);
  });

  it('rejects clearly when the package of binaries is not installed', async () => {
    const failure: unknown = await startEphemeralPostgres({ binaries: 'no-such-package' }).catch(
      (error: unknown) => error,
    );
    expect(failure)
      .to.be.an('error')
      .with.property('message')
      .that.includes('"no-such-package"')
      .and.includes('DATABASE_URL');
  });

  describe('when the process that started the server ends', () => {
    let folder: string;
    let owner: ChildProcessByStdio<Writable, Readable, null>;

    beforeEach(() => {
      folder = mkdtempSync(join('/tmp', 'owner-'));
      chmodSync(folder, 0o1777);
      owner = spawn(process.execPath, [fileURLToPath(new URL('server-owner.js', import.meta.url))], {
        env: { PATH: process.env['PATH'], TMPDIR: folder },
        detached: true,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
    });

    afterEach(() => {
      owner.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });

    const ends: Readonly<Record<string, () => unknown>> = {
      SIGKILL: () => owner.kill('SIGKILL'),
      'SIGKILL to its process group': () => process.kill(-Number(owner.pid), 'SIGKILL'),
      SIGTERM: () => owner.kill('SIGTERM'),
      SIGINT: () => owner.kill('SIGINT'),
      'process.exit()': () => owner.stdin.write('exit'),
      'the end of its work': () => owner.stdin.end(),
    };
    for (const [name, end] of Object.entries(ends)) {
      it(`leaves no process and no folder after ${name}`, async () => {
        await once(owner.stdout, 'data');
        expect(listCommands()).to.include(folder);
        const ended = once(owner, 'exit');
        end();
        await ended;
        await waitUntil(() => readdirSync(folder).length === 0);
        expect(listCommands()).to.not.include(folder);
      });
    }

    it('leaves no process and no folder after SIGKILL in the middle of the start', async () => {
      await waitUntil(() => listCommands().includes(folder));
      owner.kill('SIGKILL');
      await waitUntil(() => readdirSync(folder).length === 0);
      expect(listCommands()).to.not.include(folder);
    });
  });
});

async function withServer(
  use: (server: EphemeralPostgres) => Promise<void>,
  options?: EphemeralPostgresOptions,
): Promise<void> {
  const server = await startEphemeralPostgres(options);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

async function query(server: EphemeralPostgres, sql: string, database?: string): Promise<unknown[]> {
  const client = new pg.Client(server.connectionString(database));
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}

function listCommands(): string {
  return execFileSync('ps', ['-A', '-ww', '-o', 'args'], { encoding: 'utf8' });
}

async function waitUntil(condition: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (!condition()) {
    expect(performance.now(), 'time').to.be.below(deadlineMs);
    await delay(20);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join, relative } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { ServerAccount } from './server-account.js';
import { serverFolderPrefix } from './server-folder.js';
import { openServerLog, type ServerLog } from './server-log.js';
import { serverSettings } from './server-settings.js';
import { supervisorScript } from './supervisor-script.js';

export interface SupervisorOptions {
  readonly binaries: PostgresBinaries;
  readonly account: ServerAccount | undefined;
  readonly folderParent: string;
  readonly user: string;
  readonly durable: boolean;
}

/** The process that owns one server and its folder, and outlives this process just long enough to remove both. */
export interface Supervisor {
  readonly folder: string;
  readonly log: ServerLog;
  hasEnded(): boolean;
  /** Lets this process end while the server runs. */
  unref(): void;
  /** Resolves when server and folder are gone. */
  stop(): Promise<void>;
}

/** Starts a supervisor on a new folder; nothing is awaited in here, so that no end of this process can leave the folder behind. */
export function startSupervisor(options: SupervisorOptions): Supervisor {
  const folder = mkdtempSync(join(options.folderParent, serverFolderPrefix));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const log = openServerLog(folder);
    if (options.account !== undefined) chownSync(folder, options.account.uid, options.account.gid);
    const shell = spawnShell(options, folder, log);
    shell.once('error', removeFolder);
    void sendBinaries(options.binaries.folder, shell);
    return superviseWith(shell, folder, log);
  } catch (error) {
    removeFolder();
    throw error;
  }
}

function spawnShell(
  { binaries, account, user, durable }: SupervisorOptions,
  folder: string,
  log: ServerLog,
): ChildProcess {
  const links = binaries.links.flatMap(({ source, target }) => [relative(dirname(target), source), target]);
  const script = ['-c', supervisorScript, 'ephemeral-postgres', folder, user, String(binaries.links.length)];
  return spawn('/bin/sh', [...script, ...links, ...serverSettings(folder, durable)], {
    ...account,
    cwd: '/',
    // PostgreSQL takes settings from the environment (PGPORT, PGDATESTYLE, LANG, …); this one makes every server alike.
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    detached: true,
    stdio: ['pipe', log.fd, log.fd, 'pipe'],
  });
}

/** Passes the binaries through this process, since the server's account may be unable to read where they are installed. */
async function sendBinaries(folder: string, shell: ChildProcess): Promise<void> {
  const archive = spawn('tar', ['-cf', '-', '-C', folder, '.'], { stdio: ['ignore', 'pipe', 'ignore'] });
  archive.once('error', () => undefined);
  // The shell sees a broken archive itself, and its log says more about the reason than the error here.
  await pipeline(archive.stdout, shell.stdin as Writable).catch(() => undefined);
}

function superviseWith(shell: ChildProcess, folder: string, log: ServerLog): Supervisor {
  const lifeline = shell.stdio[3] as Socket;
  const hasEnded = (): boolean => shell.exitCode !== null || shell.signalCode !== null;
  return {
    folder,
    log,
    hasEnded,
    unref: () => {
      shell.unref();
      lifeline.unref();
    },
    stop: async () => {
      if (hasEnded()) return;
      shell.ref();
      lifeline.destroy();
      await once(shell, 'exit');
    },
  };
}

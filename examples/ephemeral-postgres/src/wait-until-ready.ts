import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Supervisor } from './supervisor.js';

const startTimeoutMs = 60_000;
const pollIntervalMs = 10;

/** Waits until the supervisor's server accepts connections; rejects with the end of its log when it ends or takes too long. */
export async function waitUntilReady(supervisor: Supervisor): Promise<void> {
  const deadlineMs = performance.now() + startTimeoutMs;
  while (!(await isReady(supervisor.folder))) {
    if (supervisor.hasEnded()) throw startError('ended', supervisor);
    if (performance.now() > deadlineMs) throw startError(`was not ready after ${startTimeoutMs} ms`, supervisor);
    await delay(pollIntervalMs);
  }
}

/** Reads what pg_ctl reads: the eighth line of postmaster.pid, where the server announces its state. */
async function isReady(folder: string): Promise<boolean> {
  try {
    const lines = (await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    return lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

function startError(what: string, supervisor: Supervisor): Error {
  return new Error(`The throw-away PostgreSQL server ${what}. Its log ends:\n${supervisor.log.readTail()}`);
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The numeric ids of the system account that runs the server. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

/** The account to run the server under: undefined, meaning this process's own, except for root, which PostgreSQL refuses. */
export async function findServerAccount(): Promise<ServerAccount | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = await readId('-u', name);
    const gid = await readId('-g', name);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and this machine has neither an account postgres nor nobody.');
}

async function readId(flag: '-u' | '-g', name: string): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('id', [flag, name]);
    return Number(stdout);
  } catch {
    return undefined;
  }
}

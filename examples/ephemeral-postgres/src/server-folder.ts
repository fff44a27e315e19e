import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** How the name of every server folder begins. */
export const serverFolderPrefix = 'ephemeral-postgres-';

// sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
const maxSocketPathBytes = 103;

/** Picks the folder to create the server's own folder in: the system's temporary folder, or /tmp where that does not serve. */
export async function chooseServerFolderParent(): Promise<string> {
  const preferred = tmpdir();
  const socketPath = join(preferred, `${serverFolderPrefix}XXXXXX`, '.s.PGSQL.5432');
  if (Buffer.byteLength(socketPath) > maxSocketPathBytes) return '/tmp';
  // Root's server runs under another account, which has to get there, and to delete its folder there in the end.
  if (process.geteuid?.() === 0 && !(await isOpenToEveryone(preferred, 0o003))) return '/tmp';
  return preferred;
}

async function isOpenToEveryone(folder: string, permissions: number): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & permissions) !== permissions) return false;
  const parent = dirname(folder);
  return parent === folder || isOpenToEveryone(parent, 0o001);
}

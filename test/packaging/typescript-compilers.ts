import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rootFolder } from './packed-packages.js';

const run = promisify(execFile);

/** The versions that users may have: the oldest supported, the last of 5, and the one that builds the packages. */
export const typescriptVersions = ['5.4.5', '5.9.3', '6.0.3'] as const;

/**
 * The compiler's program of a version. It is fetched once into a folder of its own: as dependencies of the workspace,
 * several versions would fight for the command `tsc`.
 */
export async function typescriptCompiler(version: (typeof typescriptVersions)[number]): Promise<string> {
  const folder = join(rootFolder, 'node_modules', '.cache', `typescript-${version}`);
  const program = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(program)) {
    await mkdir(folder, { recursive: true });
    await run('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', `typescript@${version}`]);
  }
  return program;
}

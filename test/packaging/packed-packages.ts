import { execFile } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The workspace's root folder. */
export const rootFolder = fileURLToPath(new URL('../../', import.meta.url));

/** A package as npm would publish it. */
export interface PackedPackage {
  readonly name: string;
  readonly tarball: string;
  /** The paths inside, sorted. */
  readonly files: readonly string[];
}

interface PackReport {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs every package that is published, into a folder of its own. */
export async function packPackages(): Promise<readonly PackedPackage[]> {
  const folder = await mkdtemp(join(tmpdir(), 'auditrail-packed-'));
  const names = await readdir(join(rootFolder, 'packages'));
  const workspaces = names.flatMap((name) => ['--workspace', join('packages', name)]);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...workspaces];
  const { stdout } = await run('npm', args, { cwd: rootFolder });
  const reports = Object.values(JSON.parse(stdout) as PackReport[]);
  return reports.map(({ name, filename, files }) => ({
    name,
    tarball: join(folder, filename),
    files: files.map(({ path }) => path).sort(),
  }));
}

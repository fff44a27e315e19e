import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { rootFolder, type PackedPackage } from './packed-packages.js';

const run = promisify(execFile);

// Coverage of compilers and linters tells nothing, and doubles their time.
const environment = { ...process.env };
delete environment['NODE_V8_COVERAGE'];

/** An application's folder outside of the workspace, with the packed packages installed. */
export interface ThrowAwayProject {
  readonly folder: string;
  write(path: string, text: string): Promise<void>;
  /** Runs Node in the folder; answers with what it prints. Rejects with the output when it fails. */
  node(...args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

/** Links what the packages depend on from the workspace: those are not what is tried here. */
async function linkDependencies(modules: string): Promise<void> {
  const workspaceModules = join(rootFolder, 'node_modules');
  for (const name of await readdir(workspaceModules)) {
    if (name.startsWith('.') || name.startsWith('@auditrail')) continue;
    await symlink(join(workspaceModules, name), join(modules, name));
  }
}

/** Makes a project and unpacks the tarballs into its node_modules, as npm does. */
export async function createThrowAwayProject(packages: readonly PackedPackage[]): Promise<ThrowAwayProject> {
  const folder = await mkdtemp(join(tmpdir(), 'auditrail-project-'));
  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  await linkDependencies(modules);
  for (const { name, tarball } of packages) {
    const target = join(modules, name);
    await mkdir(target, { recursive: true });
    await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', target]);
  }
  return {
    folder,
    write: async (path, text) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    },
    node: async (...args) => {
      try {
        return (await run(process.execPath, args, { cwd: folder, env: environment })).stdout;
      } catch (error) {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
        throw new Error(`${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

